"""A change: what differs between two versions of a trial, as rows for scripts and people.

``tracker.diff`` makes them, the store keeps them, reports and events read them.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

Kind = Literal["added", "removed", "changed", "renamed"]
Class = Literal["sponsor", "registry", "bookkeeping"]

#: What a change can be about, in the order in which a person wants to read it.
CATEGORIES = (
    "status",
    "enrollment",
    "dates",
    "outcomes",
    "eligibility",
    "arms",
    "sites",
    "sponsor",
    "design",
    "results",
    "identification",
    "description",
    "conditions",
    "contacts",
    "references",
    "oversight",
    "ipd_sharing",
    "documents",
    "annotations",
    "other",
    "bookkeeping",
)


class Change(Struct, frozen=True):
    """One difference between two Records, before anyone knows which versions they were."""

    category: str
    #: The field that changed, below its section: "overall_status", "primary_outcomes.time_frame";
    #: for an entry of a section that is a list, its own field: "status" of a site.
    #: An entry that came or went bears the name of its list: "sites", "primary_outcomes".
    field: str
    kind: Kind
    #: ``sponsor``: the sponsor said so. ``registry``: the registry made it (UNKNOWN, geocoding,
    #: linked publications). ``bookkeeping``: dates that move with every update.
    class_: Class
    #: One plain sentence.
    summary: str
    #: Where in the keyed form of the record: (section, field) or (section, list, entry key, field).
    path: tuple[str, ...]
    #: The list entry as a person names it: "Institut Bergonié, Bordeaux, France".
    item: str | None = None
    #: The registry's own value before and after; None is absent.
    before: Any = None
    after: Any = None


class StoredChange(Struct, frozen=True, kw_only=True):
    """A change as the store gives it back: with its trial, its version and its two clocks."""

    trial: str
    registry: str
    source: str
    #: Number of the version that brought the change.
    version: int
    category: str
    field: str
    item: str | None
    kind: str
    before: Any
    after: Any
    class_: str
    #: The registry's own date of that version (last update posted), as written.
    registry_date: str | None
    #: When we saw that version first, UTC.
    observed_at: str
    #: The registry's own update date did not move with this change.
    silent: bool
    summary: str

    def as_json(self) -> dict[str, Any]:
        """The object that ``tracker changes --json`` prints, keys in the order of the contract."""
        return {name.rstrip("_"): getattr(self, name) for name in self.__struct_fields__}
