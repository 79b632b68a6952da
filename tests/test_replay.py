"""Reading anew: what is stored becomes what today's readers make of it, and nothing is news."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.calls import Caller, played_demo
from tests.conftest import Lines, Poll
from tests.lives import keep_life, look
from tests.stores import moment
from tests.studies import edited, studies
from tests.test_placing import READERS, TRIAL, Seen, item, life, put
from tests.trackers import days, tracker_at
from tracker import check as checking
from tracker.api import Tracker
from tracker.canonical import content_hash
from tracker.errors import ReadError
from tracker.fetch import Fetcher
from tracker.outcome import Outcome
from tracker.past.replay import behind, replay
from tracker.past.replayed import ReplayReport
from tracker.placing import place
from tracker.record import Design, Enrollment
from tracker.sources.base import Reading
from tracker.sources.ctgov import CtgovSource
from tracker.sources.readers import Readers
from tracker.standin import serve
from tracker.store import Store

STUDY = "NCT99000001"
NOW = "2026-03-21T08:00:00Z"
ALL = Readers()


class Coarse(CtgovSource, frozen=True):
    """A reader that sees neither numbers of people nor reasons."""

    reader: int = 2

    def read(self, payload: bytes) -> Reading:
        """A reading without them."""
        whole = super().read(payload)
        status = msgspec.structs.replace(whole.record.status, why_stopped=None)
        record = msgspec.structs.replace(whole.record, enrollment=Enrollment(), status=status)
        return msgspec.structs.replace(whole, record=record)


class Same(CtgovSource, frozen=True):
    """A reader of another version that reads the same."""

    reader: int = 3


class Blind(CtgovSource, frozen=True):
    """A reader that cannot read what another one could: studies that were suspended."""

    reader: int = 4

    def read(self, payload: bytes) -> Reading:
        """A reading, or none."""
        if b"SUSPENDED" in payload:
            raise ReadError("not_a_trial", "a suspended study is beyond this reader")
        return super().read(payload)


class Defective(CtgovSource, frozen=True):
    """A reader with a defect in it."""

    reader: int = 5

    def read(self, payload: bytes) -> Reading:
        """A reading, or a defect."""
        if b"SUSPENDED" in payload:
            raise RuntimeError("a defect")
        return Coarse().read(payload)


COARSE = Readers(Coarse())


class CoarselyTerse(Coarse, frozen=True):
    """A coarse reader of the source that says nothing of the design."""

    name: str = "terse"

    def read(self, payload: bytes) -> Reading:
        """A reading without the design, too."""
        whole = super().read(payload)
        record = msgspec.structs.replace(whole.record, design=Design())
        return msgspec.structs.replace(whole, record=record, hides=("design",))


#: The sources of the tests of placing, read coarsely.
COARSE_READERS = {"ctgov": Coarse(), "terse": CoarselyTerse()}
#: A database an example: as many as tell something.
few = settings(max_examples=40)


def states() -> list[dict[str, Any]]:
    """A study as it was on five days: recruiting, more people, suspended, fewer people, again."""
    count = "designModule__enrollmentInfo"
    return [
        edited(**{count: {"count": 40}}),
        edited(**{count: {"count": 60}}),
        edited(statusModule__overallStatus="SUSPENDED", **{count: {"count": 60}}),
        edited(statusModule__overallStatus="SUSPENDED", **{count: {"count": 50}}),
        edited(**{count: {"count": 50}}),
    ]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tracker.db") as opened:
        yield opened


@pytest.fixture
def lived(store: Store) -> Store:
    """A store with the five days of the study."""
    keep_life(store, states())
    return store


def dump(store: Store) -> dict[str, list[Any]]:
    """Every row of every table but the log of runs."""
    conn = store.db.conn
    names = conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: conn.execute(f"SELECT * FROM {name}").fetchall()
        for (name,) in names
        if name not in ("runs", "sqlite_sequence") and "fts" not in name
    }


def said(store: Store, trial: str = STUDY) -> list[tuple[Any, ...]]:
    """The versions of a trial in short, with the fields that changed."""
    return [
        (
            version.number,
            version.overall_status,
            version.enrollment_count,
            version.observed_at[8:10],
            version.last_confirmed[8:10],
            sorted(one.field for one in store.changes(trials=[trial], version=version.number)),
        )
        for version in store.versions(trial)
    ]


# --- nothing is otherwise ---------------------------------------------------------------------


def test_an_unchanged_reader_changes_nothing() -> None:
    """Not a byte of any table but the log of runs."""
    call = Caller(played_demo().parent, TRACKER_DB=str(played_demo()))
    with Store.open(played_demo()) as store:
        before = dump(store)
        assert " payloads of 8 trials anew; all reads as it is stored" in call.text("replay")
        assert dump(store) == before


@few
@given(st.lists(studies(), min_size=1, max_size=6))
def test_an_unchanged_reader_changes_nothing_in_any_life(
    tmp_path_factory: pytest.TempPathFactory, lives: list[dict[str, Any]]
) -> None:
    """Whatever the versions."""
    with Store.open(tmp_path_factory.mktemp("replay") / "tracker.db") as store:
        keep_life(store, lives)
        before = dump(store)
        report = replay(store, ALL, now=NOW)
        assert (report.moved, report.left) == (0, 0)
        assert report.payloads == len(store.versions(STUDY))
        assert dump(store) == before


_SEEN = st.builds(
    Seen,
    day=st.integers(1, 9),
    enrolled=st.integers(1, 3),
    phase=st.integers(1, 2),
    source=st.sampled_from(["ctgov", "ctgov", "terse"]),
)


@few
@given(st.lists(_SEEN, min_size=1, max_size=8))
def test_an_unchanged_reader_changes_nothing_where_sources_meet(
    tmp_path_factory: pytest.TempPathFactory, looks: list[Seen]
) -> None:
    """Witnesses, parted versions and sources that show less, in any order of arrival."""
    with Store.open(tmp_path_factory.mktemp("replay") / "tracker.db") as store:
        for seen in looks:
            put(store, seen)
        before = dump(store)
        report = replay(store, READERS, now=NOW)
        assert report.moved == 0
        assert dump(store) == before


def test_a_reader_that_reads_the_same_only_leaves_its_number(lived: Store) -> None:
    """No record is written anew for it."""
    before = dump(lived)
    report = replay(lived, Readers(Same()), now=NOW)
    assert report.moved == 0
    after = dump(lived)
    assert {version.reader for version in lived.versions(STUDY)} == {3}
    assert [name for name in before if before[name] != after[name]] == ["versions"]


# --- a better reader --------------------------------------------------------------------------


def test_what_reads_the_same_now_is_one_version(lived: Store) -> None:
    """The looks stay: the first says since when, the last until when it was seen."""
    assert [row[:5] for row in said(lived)] == [
        (1, "RECRUITING", 40, "01", "01"),
        (2, "RECRUITING", 60, "02", "02"),
        (3, "SUSPENDED", 60, "03", "03"),
        (4, "SUSPENDED", 50, "04", "04"),
        (5, "RECRUITING", 50, "05", "05"),
    ]
    report = replay(lived, COARSE, now=NOW)
    assert (report.merged, report.parted, report.moved) == (2, 0, 1)
    assert said(lived) == [
        (1, "RECRUITING", None, "01", "02", []),
        (2, "SUSPENDED", None, "03", "04", ["overall_status"]),
        (3, "RECRUITING", None, "05", "05", ["overall_status"]),
    ]
    trial = lived.trial(STUDY)
    assert trial is not None
    assert (trial.versions, trial.enrollment_count) == (3, None)
    assert lived.check_integrity() == []


def test_the_report_says_what_reads_otherwise(lived: Store) -> None:
    """Each field with how often, and examples."""
    report = replay(lived, COARSE, now=NOW, dry_run=True)
    fields = {one.name: one.times for one in report.otherwise}
    assert fields["enrollment.enrollment_count"] == 5
    example = report.otherwise[0].examples[0]
    assert (example.trial, example.version) == (STUDY, 1)
    assert len(report.otherwise[0].examples) == 3
    assert report.changes_gone == 2


def test_a_dry_run_writes_nothing(lived: Store) -> None:
    """And says the same as the run that does."""
    before = dump(lived)
    with Store.open(lived.path, read_only=True) as reading:
        dry = replay(reading, COARSE, now=NOW, dry_run=True)
    assert dump(lived) == before
    assert lived.runs() == []
    wet = replay(lived, COARSE, now=NOW)
    assert msgspec.structs.replace(dry, dry_run=False) == wet


def test_nothing_that_was_sent_is_lost(lived: Store) -> None:
    """A reader that sees more again parts what one that saw less had put together."""
    before, payloads = said(lived), [one.payload for one in lived.held(STUDY)]
    replay(lived, COARSE, now=NOW)
    report = replay(lived, ALL, now=NOW)
    assert report.parted == 2
    assert said(lived) == before
    assert [one.payload for one in lived.held(STUDY)] == payloads
    assert lived.check_integrity() == []


def _at_once(source: str, posted: int, enrolled: int = 1) -> Seen:
    """One of several looks at the same moment."""
    return Seen(day=1, enrolled=enrolled, phase=1, source=source, posted=posted)


@few
@given(st.lists(_SEEN, min_size=1, max_size=8))
@example([_at_once("ctgov", 2), _at_once("ctgov", 3), _at_once("terse", 3, enrolled=2)])
def test_a_replay_and_back_is_as_if_it_never_was(
    tmp_path_factory: pytest.TempPathFactory, looks: list[Seen]
) -> None:
    """For any looks of any sources: versions, changes, clocks, witnesses."""
    with Store.open(tmp_path_factory.mktemp("replay") / "tracker.db") as store:
        for seen in looks:
            put(store, seen)
        before = life(store)
        replay(store, COARSE_READERS, now=NOW)
        replay(store, READERS, now=NOW)
        assert life(store) == before


@few
@given(st.lists(_SEEN, min_size=1, max_size=8, unique_by=lambda seen: seen.day))
def test_after_a_replay_all_is_as_if_todays_reader_had_read_it(
    tmp_path_factory: pytest.TempPathFactory, looks: list[Seen]
) -> None:
    """The same looks, placed by one reader and replayed by another, or placed by that one."""
    folder = tmp_path_factory.mktemp("replay")
    with Store.open(folder / "old.db") as old, Store.open(folder / "new.db") as new:
        for seen in looks:
            put(old, seen)
            place(new, COARSE_READERS, [_coarsely(seen)], new.ends("ctgov", [TRIAL]).get(TRIAL))
        replay(old, COARSE_READERS, now=NOW)
        assert life(old) == life(new)


def _coarsely(seen: Seen) -> Any:
    """A look as an item that the coarse reader reads."""
    return msgspec.structs.replace(item(seen), source=COARSE_READERS[seen.source])


def test_what_refers_to_a_version_follows_it(lived: Store) -> None:
    """Whatever table it stands in."""
    conn = lived.db.conn
    with lived.transaction():
        conn.execute(
            "INSERT INTO histories (trial, number, labels, listed_at, version_id)"
            " SELECT trial, 7, '[]', ?, id FROM versions WHERE number = 2",
            (NOW,),
        )
    replay(lived, COARSE, now=NOW)
    kept = conn.execute("SELECT version_id FROM histories").fetchone()[0]
    assert lived.stored(kept).version.number == 1
    assert lived.check_integrity() == []


def test_later_versions_lean_on_what_is_left(lived: Store) -> None:
    """After versions went into others, the next ones are packed and read as ever."""
    replay(lived, COARSE, now=NOW)
    coarse = Coarse()
    for day in range(6, 12):
        raw = edited(statusModule__overallStatus="COMPLETED" if day % 2 else "RECRUITING")
        look(lived, msgspec.json.encode(raw), moment(day), coarse)
    with Store.open(lived.path, read_only=True) as fresh:
        statuses = [one.record.status.overall_status for one in fresh.held(STUDY)]
        assert len(statuses) == 8
        assert statuses[-2:] == ["RECRUITING", "COMPLETED"]


def test_the_newest_record_is_written_anew(lived: Store) -> None:
    """What people and Datasette look at is what today's reader says."""
    replay(lived, COARSE, now=NOW)
    row = lived.db.conn.execute(
        "SELECT json_extract(record, '$.enrollment.enrollment_count') FROM records"
    ).fetchone()
    assert row == (None,)


class Reasonless(CtgovSource, frozen=True):
    """A reader that does not see why a study was stopped."""

    reader: int = 6

    def read(self, payload: bytes) -> Reading:
        """A reading without the reason."""
        whole = super().read(payload)
        status = msgspec.structs.replace(whole.record.status, why_stopped=None)
        record = msgspec.structs.replace(whole.record, status=status)
        return msgspec.structs.replace(whole, record=record)


def test_a_trial_whose_newest_version_went_into_another_shows_that_one(store: Store) -> None:
    """Though nothing of that one was written anew."""
    keep_life(store, [edited(), edited(statusModule__whyStopped="Money")])
    shown = store.trial(STUDY)
    assert shown is not None
    assert shown.why_stopped == "Money"
    assert replay(store, Readers(Reasonless()), now=NOW).merged == 1
    shown = store.trial(STUDY)
    assert shown is not None
    assert (shown.why_stopped, shown.versions) == (None, 1)
    assert shown.last_confirmed == moment(2)


# --- never a change of the trial --------------------------------------------------------------


def test_a_better_reader_is_no_change_of_a_trial(tmp_path: Path) -> None:
    """The next check compares like with like, and says that nothing changed."""
    first, second = states()[0], edited(designModule__enrollmentInfo={"count": 90})
    with serve(days([first], [second])) as server, tracker_at(server.url, tmp_path) as tracker:
        tracker.watch([STUDY])
        server.registry.advance()
        coarse = Coarse(root=server.url, pause=0.0)
        outcome = _checked(tracker, coarse, "2026-03-03T15:00:00Z")
        assert (outcome.changed, outcome.unchanged) == ([], 1)
        versions = tracker.store.versions(STUDY)
        assert [(one.number, one.reader) for one in versions] == [(1, 2)]
        assert versions[0].last_confirmed == "2026-03-03T15:00:00Z"
        assert list(tracker.changes()) == []


def test_a_check_reads_a_trial_anew_before_it_adds_to_it(tmp_path: Path) -> None:
    """All versions of it, so that no two of them were read by different readers."""
    suspended = edited(statusModule__overallStatus="SUSPENDED")
    registry = days(*([one] for one in (*states()[:2], suspended)))
    with serve(registry) as server, tracker_at(server.url, tmp_path) as tracker:
        tracker.watch([STUDY])
        registry.advance()
        _checked(tracker, CtgovSource(root=server.url, pause=0.0), "2026-03-03T15:00:00Z")
        assert len(tracker.versions(STUDY)) == 2
        registry.advance()
        coarse = Coarse(root=server.url, pause=0.0)
        outcome = _checked(tracker, coarse, "2026-03-04T15:00:00Z")
        changes = [change.field for kept in outcome.changed for change in kept.changes]
        assert changes == ["overall_status"]
        assert {one.reader for one in tracker.versions(STUDY)} == {2}
        assert said(tracker.store)[0][:3] == (1, "RECRUITING", None)
        assert [notice.kind for notice in tracker.notices()] == ["read_anew"]


def _checked(tracker: Tracker, source: CtgovSource, now: str) -> Outcome:
    """A check with a source of one's own."""
    with Fetcher(tracker.config.fetch_settings()) as fetcher:
        return checking.check(tracker.store, fetcher, [source], now=now)


def test_two_looks_at_one_moment_stay_two_versions(store: Store) -> None:
    """One version could not hold what both were sent, so both stay, without a change."""
    put(store, Seen(2, 1), Seen(2, 2))
    payloads = {one.payload for one in store.held(TRIAL)}
    assert replay(store, COARSE_READERS, now=NOW).merged == 0
    assert {one.payload for one in store.held(TRIAL)} == payloads
    assert list(store.changes()) == []
    assert replay(store, COARSE_READERS, now=NOW).moved == 0


def test_the_next_look_at_a_version_that_took_another_in_finds_it_unchanged(lived: Store) -> None:
    """By the mark of what was seen last, without reading."""
    last = lived.known("ctgov", [STUDY])[STUDY].mark
    replay(lived, COARSE, now=NOW)
    assert lived.known("ctgov", [STUDY])[STUDY].mark == last


def test_an_import_into_what_an_older_reader_read(store: Store) -> None:
    """Is compared with what today's reader makes of it."""
    put(store, Seen(2, 1), Seen(4, 2), Seen(6, 3))
    between = _coarsely(Seen(5, 9))
    place(store, COARSE_READERS, [between], store.ends("ctgov", [TRIAL]).get(TRIAL))
    versions = store.versions(TRIAL)
    assert [(one.number, one.reader) for one in versions] == [(1, 2)]
    assert list(store.changes()) == []


# --- trouble ----------------------------------------------------------------------------------


def test_what_cannot_be_read_now_stays_as_it_was(lived: Store) -> None:
    """It is told, the rest is read; its record can still be shown and compared."""
    before = said(lived)
    report = replay(lived, Readers(Blind()), now=NOW)
    assert report.left == 2
    assert report.exit_code() == 1
    assert report.reasons[0] == (f"{STUDY} version 3", "a suspended study is beyond this reader")
    assert [version.reader for version in lived.versions(STUDY)] == [4, 4, 1, 1, 4]
    assert said(lived) == before


def test_a_defect_takes_back_the_trial_that_it_struck(lived: Store) -> None:
    """A trial is read anew whole or not at all."""
    before = dump(lived)
    with pytest.raises(RuntimeError):
        replay(lived, Readers(Defective()), now=NOW)
    assert dump(lived) == before


def test_a_damaged_trial_does_not_keep_the_others(lived: Store) -> None:
    """It is told and left as it was."""
    keep_life(lived, [_renamed(one) for one in states()])
    with contextlib.closing(sqlite3.connect(lived.path)) as raw, raw:
        raw.execute("UPDATE bodies SET body = substr(body, 1, 10) WHERE version = 2")
    with Store.open(lived.path) as reopened:
        report = replay(reopened, COARSE, now=NOW)
        assert (report.trials, report.left) == (1, 1)
        assert report.reasons[0][0] == STUDY
        assert "is damaged" in report.reasons[0][1]
        assert len(reopened.versions("NCT99000002")) == 3
        assert len(reopened.versions(STUDY)) == 5


def _renamed(raw: dict[str, Any]) -> dict[str, Any]:
    """The same study under another id."""
    raw["protocolSection"]["identificationModule"]["nctId"] = "NCT99000002"
    return raw


def test_a_source_that_is_not_known_is_left_as_it_was_read(store: Store) -> None:
    """A newer Tracker, or one with more parts, may have brought it."""
    put(store, Seen(2, 1), Seen(3, 2, source="terse"))
    report = replay(store, ALL, now=NOW)
    assert "no reader for the source 'terse'" in report.reasons[0][1]
    assert len(store.versions(TRIAL)) == 2


def test_a_copy_to_publish_has_nothing_to_read_anew(lived: Store, tmp_path: Path) -> None:
    """It says so, and stays as it is."""
    call = Caller(tmp_path)
    call.text("export", str(tmp_path / "public.db"), "--public")
    public = Caller(tmp_path, TRACKER_DB=str(tmp_path / "public.db"))
    code, out, err = public.in_full("replay")
    assert code == 1
    assert "what was sent is not kept" in err
    assert "all reads as it is stored" in out


# --- runs -------------------------------------------------------------------------------------


class _CutOffError(BaseException):
    """Ends a run as a kill does: nothing is tidied up."""


def _many(store: Store, trials: int) -> list[str]:
    ids = [f"NCT{99000100 + number}" for number in range(trials)]
    for trial in ids:
        raw = states()[0]
        raw["protocolSection"]["identificationModule"]["nctId"] = trial
        look(store, msgspec.json.encode(raw), moment(1))
    return ids


def _cut_off(store: Store, error: type[BaseException]) -> ReplayReport | None:
    def progress(done: int, due: int) -> None:
        assert due == 60
        if done >= 50:
            raise error

    with contextlib.suppress(_CutOffError):
        return replay(store, COARSE, now=NOW, progress=progress)
    return None


@pytest.mark.parametrize("error", [KeyboardInterrupt, _CutOffError])
def test_a_run_that_was_cut_off_is_gone_on_with(store: Store, error: type[BaseException]) -> None:
    """Whether it could say so or was killed."""
    ids = _many(store, 60)
    report = _cut_off(store, error)
    if report is not None:
        assert (report.interrupted, report.exit_code()) == (True, 130)
    assert sum(store.versions(trial)[0].reader == 2 for trial in ids) == 50
    again = replay(store, COARSE, now=NOW)
    assert (again.resumed_after, again.trials) == (ids[49], 10)
    assert all(store.versions(trial)[0].reader == 2 for trial in ids)
    assert replay(store, COARSE, now=NOW).resumed_after is None


def test_a_run_is_gone_on_with_only_by_the_same_readers(store: Store) -> None:
    """Another reader begins at the beginning, and so does whoever asks for it."""
    _many(store, 60)
    _cut_off(store, KeyboardInterrupt)
    assert replay(store, Readers(Same()), now=NOW, dry_run=True).trials == 60
    assert replay(store, COARSE, now=NOW, restart=True).trials == 60
    _cut_off(store, KeyboardInterrupt)
    assert replay(store, Readers(Same()), now=NOW).trials == 60


def test_some_trials_can_be_read_anew(lived: Store) -> None:
    """By their ids; of others nothing is touched."""
    keep_life(lived, [_renamed(one) for one in states()])
    report = replay(lived, COARSE, now=NOW, trials=["NCT99000002"])
    assert report.trials == 1
    assert len(lived.versions(STUDY)) == 5


def test_the_doctor_says_what_another_reader_has_read(lived: Store) -> None:
    """And what to do about it."""
    assert behind(lived, ALL) == {}
    assert behind(lived, COARSE) == {"ctgov": 5}
    replay(lived, COARSE, now=NOW)
    call = Caller(lived.path.parent)
    text = " ".join(call("doctor", "--offline").stdout.split())
    assert "versions that another reader of ctgov has read: 3" in text


def test_the_command_tells_what_reads_otherwise(lived: Store) -> None:
    """In words and as JSON; the mirror is written along."""
    replay(lived, COARSE, now=NOW)
    call = Caller(lived.path.parent, TRACKER_MIRROR="1")
    _, dry, _ = call.in_full("replay", "--dry-run")
    assert "enrollment.enrollment_count: 3 times" in dry
    assert "(absent) -> 40" in dry
    assert "2 looks became a version" in dry
    assert "1 trial would be stored otherwise. Nothing was written." in dry
    told = call.json("replay", STUDY)[0]
    assert (told["parted"], told["moved"], told["left"]) == (2, 1, 0)
    assert "NCT99000009 is not in" in call.error("replay", "NCT99000009")


def test_the_mirror_follows(lived: Store, tmp_path: Path) -> None:
    """Its files hold what the newest record says now."""
    replay(lived, COARSE, now=NOW, mirror=tmp_path / "mirror")
    text = (tmp_path / "mirror" / f"{STUDY}.json").read_text(encoding="utf8")
    assert "enrollment_count" not in text


def test_real_polls_read_anew_are_what_they_were(tmp_path: Path, polls: Lines[Poll]) -> None:
    """The daily looks at 30 trials; hashes are those of the records."""
    with Store.open(tmp_path / "tracker.db") as store:
        trials: set[str] = set()
        for poll in polls:
            trials.add(poll.nct_id)
            if len(trials) > 30:
                break
            look(store, poll.payload, poll.polled_at)
        before = dump(store)
        assert replay(store, ALL, now=NOW).moved == 0
        assert dump(store) == before
        for trial in store.trials_held():
            for stored in store.held(trial):
                assert content_hash(stored.record) == stored.version.content_hash
