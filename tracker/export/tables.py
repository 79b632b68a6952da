"""What an export's tables are: their columns, and their rows out of a store, trial by trial.

Comes in: a store and what is wanted of it.
Goes out: rows of plain values, in the order of the columns.
Does not: write files, or hold more than a trial's rows at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Struct, structs

from tracker.changes import StoredChange
from tracker.export.privacy import is_public, public_record, public_value
from tracker.store import Headline, Store, Trial, Version

#: What a column holds: text, a whole number, true or false, a list of texts, any JSON.
Kind = Literal["text", "integer", "truth", "list", "json"]

Row = tuple[Any, ...]


class Wanted(Struct, frozen=True, kw_only=True):
    """What of a store is to be exported."""

    #: Only these trials; None: all.
    trials: tuple[str, ...] | None = None
    #: Only trials that are watched under this tag.
    tag: str | None = None
    #: Leave out how to reach people; see ``tracker.export.privacy``.
    public: bool = False
    #: Versions with their whole records.
    records: bool = False


class Table(NamedTuple):
    """A table of an export."""

    name: str
    columns: dict[str, Kind]
    #: The rows of one trial.
    rows: Callable[[Store, str, Wanted], Iterator[Row]]


def rows_of(table: Table, store: Store, wanted: Wanted) -> Iterator[Row]:
    """All rows of a table, by trial and then by version."""
    for trial in store.trials_held(wanted.trials, tag=wanted.tag):
        for row in table.rows(store, trial, wanted):
            yield tuple(map(public_value, row)) if wanted.public else row


def columns_of(table: Table, wanted: Wanted) -> dict[str, Kind]:
    """The columns of a table, as they are wanted."""
    more: dict[str, Kind] = {"record": "json"} if table is VERSIONS and wanted.records else {}
    return table.columns | more


def _own_first(kind: type[Struct], *first: str, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The fields of a struct: those named, its own, the headline."""
    rest = [name for name in kind.__struct_fields__ if name not in (*first, *without)]
    rest.sort(key=Headline.__struct_fields__.__contains__)
    return (*first, *rest)


def _kinds(kind: type[Struct]) -> dict[str, Kind]:
    """What each field of a struct holds."""
    hints = get_type_hints(kind)
    return {name: _kind(hints[name]) for name in kind.__struct_fields__}


def _kind(hint: Any) -> Kind:
    """What a type says of a column."""
    inner = {one for one in get_args(hint) if one is not NoneType} if get_args(hint) else {hint}
    if get_origin(hint) is tuple:
        return "list"
    kinds: dict[Any, Kind] = {bool: "truth", int: "integer", str: "text"}
    return next((kinds[one] for one in inner if one in kinds), "json")


# -- versions -------------------------------------------------------------------------------------


def _versions(store: Store, trial: str, wanted: Wanted) -> Iterator[Row]:
    counts = _told(store, trial) if wanted.public else None
    for version, record, content_hash in _with_records(store, trial, wanted):
        plain = structs.asdict(version)
        if counts is not None:
            # Counts and hashes are of what is told, as in a copy to publish.
            plain["content_hash"] = content_hash
            for name in ("sponsor", "registry", "bookkeeping"):
                plain[f"{name}_changes"] = counts[version.id, name]
        row = tuple(plain[name] for name in _OF_VERSION)
        yield (*row, record) if wanted.records else row


def _with_records(
    store: Store, trial: str, wanted: Wanted
) -> Iterator[tuple[Version, msgspec.Raw | None, str]]:
    """The versions of a trial, with their records and hashes as far as they are wanted."""
    if not (wanted.records or wanted.public):
        yield from ((version, None, version.content_hash) for version in store.versions(trial))
        return
    for stored in store.held(trial):
        text, content_hash = stored.record_json, stored.version.content_hash
        if wanted.public:
            text, content_hash = public_record(text)
        yield stored.version, msgspec.Raw(text), content_hash


def _told(store: Store, trial: str) -> Counter[tuple[int, str]]:
    """How many changes of each version and class may be told."""
    return Counter(
        (change["version"], change["class"])
        for change in store.changes_held(trial)
        if is_public(change["path"])
    )


_OF_VERSION = _own_first(Version, "trial", "number", "id")
_VERSION_KINDS = _kinds(Version)
_VERSION_NAMES = {"number": "version", "id": "version_id"}
VERSIONS = Table(
    "versions",
    {_VERSION_NAMES.get(name, name): _VERSION_KINDS[name] for name in _OF_VERSION},
    _versions,
)

# -- changes --------------------------------------------------------------------------------------


def _changes(store: Store, trial: str, wanted: Wanted) -> Iterator[Row]:
    for change in store.changes_held(trial):
        if wanted.public and not is_public(change["path"]):
            continue
        change["version"] = change["number"]
        yield tuple(change[name] for name in CHANGES.columns)


#: The keys and their order are those of ``tracker changes --json``.
CHANGES = Table(
    "changes", {name.rstrip("_"): kind for name, kind in _kinds(StoredChange).items()}, _changes
)

# -- trials ---------------------------------------------------------------------------------------


def _trials(store: Store, trial: str, wanted: Wanted) -> Iterator[Row]:
    del wanted
    found = store.trial(trial)
    if found is not None:
        yield tuple(getattr(found, name) for name in _OF_TRIAL)


#: How looks fail is for those who look.
_OF_TRIAL = _own_first(Trial, "id", without=("version_id", "failing", "last_look"))
_TRIAL_KINDS = _kinds(Trial)
TRIALS = Table(
    "trials",
    {"trial" if name == "id" else name: _TRIAL_KINDS[name] for name in _OF_TRIAL},
    _trials,
)

# -- payloads -------------------------------------------------------------------------------------


def _payloads(store: Store, trial: str, wanted: Wanted) -> Iterator[Row]:
    del wanted
    for stored in store.held(trial):
        version = stored.version
        said = (version.trial, version.number, version.source, version.observed_at)
        yield (*said, _as_json(stored.payload))
    for lineage in dict.fromkeys(version.lineage for version in store.versions(trial)):
        for seat in store.timeline(trial, lineage):
            for one in seat.sightings:  # other witnesses, as far as what they were sent is kept
                if one.payload is not None:
                    said = (trial, seat.version.number, one.source, one.observed_at)
                    yield (*said, _as_json(one.payload))


def _as_json(payload: bytes) -> Any:
    """JSON as it is, anything else as text."""
    try:
        return msgspec.Raw(msgspec.json.decode(payload, type=msgspec.Raw))
    except msgspec.MsgspecError:
        return payload.decode("utf8", "replace")


#: Each version as each source sent it, with the moment when that was seen: what `tracker import`
#: takes in.
PAYLOADS = Table(
    "payloads",
    {
        "trial": "text",
        "version": "integer",
        "source": "text",
        "observed_at": "text",
        "payload": "json",
    },
    _payloads,
)

TABLES = {table.name: table for table in (VERSIONS, CHANGES, TRIALS, PAYLOADS)}
