"""ClinicalTrials.gov's own record history: the list of a trial's versions, and each version.

Comes in: answers of the service's back end for its own pages (service facts 3).
Goes out: the list as :class:`History`; each version as the same Record that API v2 gives, apart
from what ``ALWAYS_HIDDEN`` and ``HIDDEN_WHERE_ABSENT`` list.
Does not: decide which versions to ask for.

The back end is undocumented and promises nothing, so its answers are checked for what is needed and
anything more is allowed. Its text is HTML with entities where that of API v2 is Markdown. What it
shows in an old version is not all of that time: publications that the library links, and dates of
later submissions, are today's. They are left out of the Record, as the version never said them; the
payload keeps them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tracker.errors import ReadError
from tracker.record import Annotations, Dates, Documents, Record
from tracker.sources.base import Reading, Request, Submission
from tracker.sources.ctgov.reader import read_study

#: The name of this source, stored with each version that was read from it.
NAME = "history"

#: Parts of which a version of the record history says nothing, each with the reason.
ALWAYS_HIDDEN = {
    "references@registry": "publications that the library links are today's in every old version",
    "sites.latitude": "places are geocoded anew and shown as of today",
    "sites.longitude": "places are geocoded anew and shown as of today",
    "status.expanded_access_status": "copied from another record, as of today",
    "design.n_ptrs_to_this_exp_acc": "counted over other records, as of today",
    "other": "fields that are not known here need not be in both",
}

#: Parts that the history may or may not carry: shown where they are there, else not known.
HIDDEN_WHERE_ABSENT: dict[str, Callable[[Record], bool]] = {
    "documents": lambda record: record.documents == Documents(),
    "annotations": lambda record: record.annotations == Annotations(),
    "identification.id_aliases": lambda record: not record.identification.id_aliases,
    "sites.country_code": lambda record: all(one.country_code is None for one in record.sites),
}

#: Dates of submissions that came later: seen in version 0 of a trial, years before their day.
LATER_DATES = (
    "disp_first_submitted",
    "disp_first_submitted_qc",
    "disp_first_posted",
    "results_first_submitted",
    "results_first_submitted_qc",
    "results_first_posted",
)

#: More versions than any list can mean; the longest that is known has about a thousand.
_MOST = 100_000
#: What the items of the list are read into; all else goes to ``more``.
_KNOWN = frozenset(("version", "date", "status", "moduleLabels"))


class History(Struct, frozen=True):
    """The registry's list of the versions of a trial."""

    #: In the order of their numbers.
    submissions: tuple[Submission, ...]

    @property
    def gaps(self) -> tuple[int, ...]:
        """Numbers below the last one that the list leaves out."""
        known = {one.number for one in self.submissions}
        return tuple(n for n in range(max(known, default=-1)) if n not in known)


class HistorySource(Struct, frozen=True):
    """The record history of ClinicalTrials.gov at ``root``; its versions join those of API v2."""

    root: str = "https://clinicaltrials.gov"
    pause: float = 1.05
    name: str = NAME
    registry: str = "ctgov"
    lineage: str = "ctgov"
    reader: int = 1

    def list_request(self, trial: str) -> Request:
        """Ask for the list of a trial's versions."""
        return Request(f"{self.root}/api/int/studies/{trial}/history", (), "json", (trial,))

    def version_request(self, trial: str, number: int) -> Request:
        """Ask for one version, by the registry's number."""
        url = f"{self.root}/api/int/studies/{trial}/history/{number}"
        return Request(url, (), "json", (trial,))

    def read_list(self, body: bytes) -> History:
        """The list of versions; an empty one where the registry keeps no history of the trial.

        ``ReadError`` if the answer is no such list.
        """
        answer = _object(body, "the record history")
        inner = answer.get("history")
        if "changes" not in answer and isinstance(inner, dict):
            answer = inner
        changes = answer.get("changes") or []
        if not isinstance(changes, list) or len(changes) > _MOST:
            raise ReadError("not_a_trial", "the record history has no list of versions")
        found: dict[int, Submission] = {}
        for item in changes:
            one = _submission(item)
            found.setdefault(one.number, one)
        return History(tuple(found[number] for number in sorted(found)))

    def read_version(self, body: bytes, trial: str, number: int) -> Reading:
        """Read one version, which must be the one that was asked for."""
        reading = self.read(body)
        shown = _object(body, "the version").get("studyVersion", number)
        if reading.trial != trial:
            reason = f"asked for {trial}, the answer is {reading.trial}"
            raise ReadError("wrong_trial", reason)
        if shown != number:
            raise ReadError("wrong_version", f"asked for version {number}, the answer is {shown}")
        return reading

    def read(self, payload: bytes) -> Reading:
        """Read an answer that holds one version. ``ReadError`` if it holds none."""
        study = _object(payload, "the version").get("study")
        if not isinstance(study, dict):
            raise ReadError("not_a_trial", "the answer of the record history holds no study")
        try:
            record, drift = read_study(study, "html")
        except RecursionError as error:
            raise ReadError("not_a_trial", "the study is nested too deeply") from error
        record = _of_its_time(record)
        return Reading(record.identification.id, record, None, drift, _hides(record))


def mark_of(payload: bytes) -> bytes:
    """The digest of a payload, to be stored with its version."""
    return hashlib.sha256(payload).digest()[:16]


def _object(body: bytes, what: str) -> dict[str, Any]:
    """A JSON object; ``ReadError`` for anything else."""
    if not body.strip():
        raise ReadError("empty", "the answer is empty")
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        kind = "truncated" if "truncated" in str(error) else "not_json"
        raise ReadError(kind, f"{what} could not be read: {error}") from error
    if not isinstance(answer, dict):
        raise ReadError("not_a_trial", f"{what} is no JSON object")
    return answer


def _submission(item: Any) -> Submission:
    """One line of the list."""
    number = item.get("version") if isinstance(item, dict) else None
    if type(number) is not int or not 0 <= number < _MOST:
        raise ReadError("not_a_trial", f"a version in the list has no number: {str(item)[:80]}")
    labels = item.get("moduleLabels")
    return Submission(
        number=number,
        date=_text(item.get("date")),
        status=_text(item.get("status")),
        labels=tuple(str(label) for label in labels) if isinstance(labels, list) else (),
        more={name: value for name, value in item.items() if name not in _KNOWN},
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _of_its_time(record: Record) -> Record:
    """The Record without what the registry added to the version later."""
    papers = tuple(one for one in record.references.references if one.type != "DERIVED")
    if len(papers) != len(record.references.references):
        record = replace(record, references=replace(record.references, references=papers))
    later = _later(record.dates)
    return replace(record, dates=replace(record.dates, **later)) if later else record


def _later(dates: Dates) -> dict[str, None]:
    """The dates that lie after the day on which the version itself was posted."""
    own = dates.last_update_posted or dates.last_update_submitted
    if own is None:
        return {}
    names = [name for name in LATER_DATES if (getattr(dates, name) or "") > own]
    kinds = [f"{name}_type" for name in names if hasattr(dates, f"{name}_type")]
    return dict.fromkeys((*names, *kinds))


def _hides(record: Record) -> tuple[str, ...]:
    """What this version says nothing about."""
    absent = (part for part, is_absent in HIDDEN_WHERE_ABSENT.items() if is_absent(record))
    return (*ALWAYS_HIDDEN, *absent)
