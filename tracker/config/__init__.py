"""What the user has configured: the one place that reads the environment.

Comes in: flags, the environment, ``tracker.toml``.
Goes out: a typed :class:`Config`.
Does not: keep anything global; a run loads its configuration once and hands it on.
"""

from __future__ import annotations

from tracker.config.load import Config, load
from tracker.config.tables import LEAST_PAUSE

__all__ = ["LEAST_PAUSE", "Config", "load"]
