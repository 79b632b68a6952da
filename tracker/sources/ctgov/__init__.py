"""ClinicalTrials.gov through API v2: which requests, and how to take the answers apart.

Facts about the service (paging, aliases, errors, limits) are cited where they are used; the
service is right where it differs, so every such choice stands here and nowhere else.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import msgspec

from tracker.errors import ReadError
from tracker.sources.base import Page, Reading, Request, Search
from tracker.sources.ctgov.gate import entry_of
from tracker.sources.ctgov.reader import read_study
from tracker.sources.ctgov.strict import Memory, read_strictly

#: OpenAPI: a page holds at most 1000 studies; more is silently cut to 1000.
PAGE_SIZE = 1000
#: 500 ids make a URL of about 6 kB, which the service is known to take.
BATCH = 500


class _Answer(msgspec.Struct):
    """A page of studies; or one study, of which it is enough to see that it is one."""

    studies: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    protocolSection: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET  # noqa: N815
    nextPageToken: str | None = None  # noqa: N815 (the registry's spelling)
    totalCount: int | None = None  # noqa: N815


class _Version(msgspec.Struct):
    dataTimestamp: str  # noqa: N815
    apiVersion: str | None = None  # noqa: N815


class _Misc(msgspec.Struct, frozen=True):
    versionHolder: str | None = None  # noqa: N815


class _Derived(msgspec.Struct, frozen=True):
    miscInfoModule: _Misc = _Misc()  # noqa: N815


class _Stamped(msgspec.Struct):
    derivedSection: _Derived = _Derived()  # noqa: N815


_read_stamp = msgspec.json.Decoder(_Stamped).decode
_read_answer = msgspec.json.Decoder(_Answer).decode
_read_version = msgspec.json.Decoder(_Version).decode


class CtgovSource(msgspec.Struct, frozen=True):
    """ClinicalTrials.gov at ``root``, e.g. https://clinicaltrials.gov."""

    root: str = "https://clinicaltrials.gov"
    pause: float = 1.05
    batch: int = BATCH
    name: str = "ctgov"
    registry: str = "ctgov"
    lineage: str = "ctgov"
    reader: int = 1
    #: Given where versions of one trial are read in a row: what they repeat is read once.
    memory: Memory | None = None

    def version_request(self) -> Request | None:
        """Ask for ``dataTimestamp``, the opaque name of the data set (facts 1.9)."""
        return Request(f"{self.root}/api/v2/version")

    def read_version(self, body: bytes) -> str:
        """``dataTimestamp`` of the answer."""
        try:
            return _read_version(body).dataTimestamp
        except msgspec.MsgspecError as error:
            raise ReadError("not_json", f"the version could not be read: {error}") from error

    def requests(self, trials: Sequence[str]) -> Iterator[Request]:
        """Batches by ``filter.ids``. The page is larger than a batch, so that no page is full."""
        for start in range(0, len(trials), self.batch):
            batch = tuple(trials[start : start + self.batch])
            yield self._page((("filter.ids", ",".join(batch)),), None, batch)

    def more(self, request: Request, token: str) -> Request:
        """The next page of an answer; all other parameters stay as they were (facts 1.2)."""
        params = tuple(pair for pair in request.params if pair[0] != "pageToken")
        return Request(request.url, (*params, ("pageToken", token)), "json", request.trials)

    def single_request(self, trial: str) -> Request:
        """One record; an alias answers with a redirect to the record that it stands for."""
        return Request(f"{self.root}/api/v2/studies/{trial}", (), "json", (trial,))

    def search_request(self, search: Search, token: str | None = None) -> Request:
        """Ids of the trials that match a search; counted, so that a short walk is noticed."""
        params = (*_search_params(search), ("fields", "NCTId"), ("countTotal", "true"))
        return self._page(params, token, ())

    def split(self, body: bytes) -> Page:
        """The studies of an answer (a page or one study), each as the bytes that came."""
        if not body.strip():
            raise ReadError("empty", "the answer is empty")
        try:
            return _page(body)
        except msgspec.MsgspecError as error:
            kind = "truncated" if "truncated" in str(error) else "not_json"
            raise ReadError(kind, f"the answer is no list of studies: {error}") from error
        except UnicodeDecodeError as error:
            raise ReadError("not_json", f"the answer is not UTF-8: {error.reason}") from error
        except RecursionError as error:
            raise ReadError("not_json", "the answer is nested too deeply") from error

    def read(self, payload: bytes) -> Reading:
        """Read one study; ``data_version`` is its versionHolder."""
        record = read_strictly(payload, self.memory)
        if record is not None:
            return Reading(record.identification.id, record, _version_holder(payload))
        try:
            study = msgspec.json.decode(payload)
        except msgspec.MsgspecError as error:
            kind = "truncated" if "truncated" in str(error) else "not_json"
            raise ReadError(kind, f"the study is not JSON: {error}") from error
        except UnicodeDecodeError as error:
            raise ReadError("not_json", f"the study is not UTF-8: {error.reason}") from error
        except RecursionError as error:
            raise ReadError("not_a_trial", "the study is nested too deeply") from error
        record, drift = read_study(study)
        return Reading(record.identification.id, record, _version_holder(payload), drift)

    def _page(
        self, params: tuple[tuple[str, str], ...], token: str | None, trials: tuple[str, ...]
    ) -> Request:
        params = (*params, ("pageSize", str(PAGE_SIZE)))
        if token:
            params = (*params, ("pageToken", token))
        return Request(f"{self.root}/api/v2/studies", params, "json", trials)


def _page(body: bytes) -> Page:
    answer = _read_answer(body)
    if answer.protocolSection is not msgspec.UNSET:
        return Page((entry_of(body),))
    if answer.studies is msgspec.UNSET:
        raise msgspec.ValidationError("it has neither `studies` nor a `protocolSection`")
    entries = tuple(entry_of(bytes(study)) for study in answer.studies)
    return Page(entries, answer.nextPageToken, answer.totalCount)


def _version_holder(payload: bytes) -> str | None:
    """The registry's stamp of the data set that a study came from.

    It stands near the end: from its section on, a study is an object too, or else no JSON.
    """
    begins = payload.rfind(b'"derivedSection":')
    for part in (b"{" + payload[begins:], payload) if begins > 0 else (payload,):
        with contextlib.suppress(msgspec.MsgspecError):
            return _read_stamp(part).derivedSection.miscInfoModule.versionHolder
    return None


_QUERIES = {
    "query": "query.term",
    "condition": "query.cond",
    "intervention": "query.intr",
    "sponsor": "query.spons",
}


def _search_params(search: Search) -> tuple[tuple[str, str], ...]:
    """Query parameters; phase and country have no filter of their own (facts 1.2, 1.10)."""
    params = [
        (parameter, getattr(search, name))
        for name, parameter in _QUERIES.items()
        if getattr(search, name)
    ]
    if search.status:
        params.append(("filter.overallStatus", ",".join(search.status)))
    areas = []
    if search.phase:
        areas.append("(" + " OR ".join(f"AREA[Phase]{phase}" for phase in search.phase) + ")")
    if search.country:
        areas.append(f'AREA[LocationCountry]"{search.country}"')
    if areas:
        params.append(("filter.advanced", " AND ".join(areas)))
    return tuple(params)
