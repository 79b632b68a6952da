"""What a report costs: 10,000 events over 500 trials in every form.

    synthetic events -> edition -> each of FORMATS -> text

Goes out: a table of CPU seconds; each form has to stay below the bound.
"""

from __future__ import annotations

from benchmarks.table import cpu
from tests.editions import many
from tracker.report.formats import FORMATS

EVENTS = 10_000
#: CPU seconds of one report (issue: "meaning").
BOUND_S = 2.0


def main() -> int:
    """Print the table; how many forms miss the bound."""
    title = f"Reports: {EVENTS:,} events in every form"
    print(f"\n{title}\n{'-' * len(title)}")
    missed = 0
    for name, form in FORMATS.items():
        spent = cpu(lambda render=form.render: "".join(render(many(EVENTS))), times=2)  # type: ignore[misc]
        kept = spent < BOUND_S
        print(f"{'ok  ' if kept else 'MISS'} {name:<10}{spent:7.2f} s (at most {BOUND_S:g})")
        missed += not kept
    return missed
