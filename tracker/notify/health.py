"""How the channels do that are configured, for the doctor.

Comes in: a configuration whose database is there.
Goes out: what there is to say, each with how to mend it, or None where all is well.
Does not: send anything, or mend.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from tracker.config import Config
from tracker.errors import TrackerError
from tracker.notify.trying import check_names
from tracker.store import ChannelState, Store


def health(config: Config) -> Iterator[tuple[str, str | None]]:
    """A sentence a channel; nothing where none is configured."""
    names = {channel.name for channel in config.notify.channels}
    if not names:
        return
    try:
        check_names(config.notify.rules)
    except TrackerError as error:
        yield str(error), "write the name right in tracker.toml; docs/events.md has them all"
    if not config.notify.rules:
        yield "channels are configured, but no [[notify.rules]]: nothing is sent", None
    for one in _states(config, names):
        said = f"{one.name}: last sent {one.last_sent or 'never'}, waiting: {one.waiting:,}"
        if one.held:
            mend = f"tracker notify --release {one.name} sends them, --discard gives them up"
            yield f"{one.name}: held back, being too many at once: {one.held:,} events", mend
        if one.error is None:
            yield said, None
        else:
            said += f"; fails since {one.failing_since}: {one.error}"
            yield said, f"tracker notify --test {one.name} tries it; what waits is sent later"


def _states(config: Config, names: set[str]) -> list[ChannelState]:
    """The channels that were used; a database that cannot be read is told of elsewhere."""
    with suppress(TrackerError), Store.open(config.db, read_only=True) as store:
        return [one for one in store.channel_states() if one.name in names]
    return []
