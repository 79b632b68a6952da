"""The watch list: trials, searches, tags; and finding trials by id and by words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from tests.stores import OTHER, TRIAL, moment, observation, record, three_versions
from tracker.errors import UsageError
from tracker.record import Conditions
from tracker.sources.base import Miss, Search
from tracker.store import Hits, Store, Watched

THIRD = "NCT90000003"
LUNG = Search(condition="small cell lung cancer", status=("RECRUITING",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "tracker.db") as opened:
        yield opened


def test_watching_says_what_is_new_on_the_list(store: Store) -> None:
    """Each once, in the order given."""
    assert store.watch([OTHER, TRIAL, OTHER], registry="ctgov", at=moment(1)) == [OTHER, TRIAL]
    assert store.watch([TRIAL, THIRD], registry="ctgov", at=moment(2)) == [THIRD]
    assert [one.trial for one in store.watched()] == [TRIAL, OTHER, THIRD]


def test_a_line_of_the_list_before_the_first_look(store: Store) -> None:
    """Everything that is not known yet is absent."""
    store.watch([TRIAL], registry="ctgov", at=moment(1), tags=["b", "a"], source="page")
    assert store.watched() == [
        Watched(
            trial=TRIAL,
            registry="ctgov",
            source="page",
            added_at=moment(1),
            tags=("a", "b"),
            searches=(),
            title=None,
            overall_status=None,
            versions=0,
            last_look=None,
            last_confirmed=None,
            failing=None,
            gone_since=None,
        )
    ]


def test_a_line_of_the_list_after_some_looks(store: Store) -> None:
    """How the trial stands, and how the last look went."""
    store.watch([TRIAL], registry="ctgov", at=moment(1))
    three_versions(store)
    store.looked([TRIAL], moment(9))
    store.miss(Miss(TRIAL, "timeout", "The registry did not answer in 30 s."), moment(10))
    (line,) = store.watched()
    assert (line.title, line.overall_status) == ("Synthetic Cell Therapies in Adults", "RECRUITING")
    assert (line.versions, line.last_look, line.last_confirmed) == (3, moment(9), moment(9))
    assert line.failing is not None
    assert (line.failing.kind, line.failing.since, line.failing.count) == ("timeout", moment(10), 1)


def test_tags_add_up_and_narrow(store: Store) -> None:
    """Watching again with a tag adds it."""
    store.watch([TRIAL, OTHER], registry="ctgov", at=moment(1), tags=["lung"])
    store.watch([TRIAL], registry="ctgov", at=moment(2), tags=["eu"])
    assert [one.tags for one in store.watched()] == [("eu", "lung"), ("lung",)]
    assert [one.trial for one in store.watched(tag="eu")] == [TRIAL]
    assert store.watched(tag="liver") == []


def test_unwatching_keeps_the_history(store: Store) -> None:
    """And says which had been watched; tags go with the line."""
    store.watch([TRIAL], registry="ctgov", at=moment(1), tags=["lung"])
    three_versions(store)
    assert store.unwatch([OTHER, TRIAL, TRIAL]) == [TRIAL]
    assert store.watched() == []
    assert len(store.versions(TRIAL)) == 3
    store.watch([TRIAL], registry="ctgov", at=moment(3))
    assert [one.tags for one in store.watched()] == [()]


def test_ten_thousand_trials_are_one_call(store: Store) -> None:
    """A list from a file."""
    ids = [f"NCT{number:08}" for number in range(10_000)]
    assert len(store.watch(ids, registry="ctgov", at=moment(1), tags=["all"])) == 10_000
    assert len(store.watched(tag="all")) == 10_000
    assert len(store.unwatch(ids[:9_999])) == 9_999


# --- searches ---------------------------------------------------------------------------------


def test_what_a_search_finds_enters_the_list_with_its_tags(store: Store) -> None:
    """By itself; what was watched already only gets the tags."""
    store.watch([OTHER], registry="ctgov", at=moment(1))
    search = store.add_search(LUNG, source="ctgov", at=moment(1), tags=["lung"])
    assert store.note_hits(search, [TRIAL, OTHER], moment(2)) == Hits((TRIAL, OTHER), ())
    lines = {one.trial: one for one in store.watched(tag="lung")}
    assert (lines[TRIAL].added_at, lines[OTHER].added_at) == (moment(2), moment(1))
    assert lines[TRIAL].searches == (search,)


def test_only_what_is_new_enters_and_what_left_stays_watched(store: Store) -> None:
    """The walk of each day is compared with the one before."""
    search = store.add_search(LUNG, source="ctgov", at=moment(1))
    store.note_hits(search, [TRIAL, OTHER], moment(2))
    assert store.note_hits(search, [TRIAL, OTHER], moment(3)) == Hits((), ())
    assert store.note_hits(search, [OTHER, THIRD], moment(4)) == Hits((THIRD,), (TRIAL,))
    assert [one.trial for one in store.watched()] == [TRIAL, OTHER, THIRD]
    (kept,) = store.searches()
    assert (kept.matches, kept.last_walk) == (2, moment(4))
    assert store.note_hits(search, [TRIAL, OTHER, THIRD], moment(5)) == Hits((TRIAL,), ())


def test_a_trial_taken_off_the_list_is_not_put_back_by_the_next_walk(store: Store) -> None:
    """A person's word counts more than a search's."""
    search = store.add_search(LUNG, source="ctgov", at=moment(1))
    store.note_hits(search, [TRIAL], moment(2))
    store.unwatch([TRIAL])
    assert store.note_hits(search, [TRIAL], moment(3)) == Hits((), ())
    assert store.watched() == []


def test_the_same_search_again_is_the_same_search(store: Store) -> None:
    """With more tags."""
    first = store.add_search(LUNG, source="ctgov", at=moment(1), tags=["a"])
    other = store.add_search(Search(query="lung"), source="ctgov", at=moment(1))
    assert store.add_search(LUNG, source="ctgov", at=moment(2), tags=["b"]) == first != other
    kept = store.searches()
    assert [(one.id, one.search, one.tags) for one in kept] == [
        (first, LUNG, ("a", "b")),
        (other, Search(query="lung"), ()),
    ]
    assert [one.id for one in store.searches(tag="b")] == [first]
    assert (kept[0].added_at, kept[0].last_walk, kept[0].matches) == (moment(1), None, 0)


def test_a_removed_search_leaves_its_trials(store: Store) -> None:
    """And its notices; its number is gone."""
    search = store.add_search(LUNG, source="ctgov", at=moment(1), tags=["lung"])
    store.note_hits(search, [TRIAL], moment(2))
    store.notice("search_entered", "1 trial entered", at=moment(2), search=search)
    store.remove_search(search)
    assert store.searches() == []
    assert [(one.trial, one.tags, one.searches) for one in store.watched()] == [
        (TRIAL, ("lung",), ())
    ]
    assert [one.search for one in store.notices()] == [None]
    with pytest.raises(UsageError, match=f"no watched search {search}; `tracker list`"):
        store.remove_search(search)
    with pytest.raises(UsageError, match="no watched search"):
        store.note_hits(search, [TRIAL], moment(3))


# --- finding ----------------------------------------------------------------------------------


def test_a_trial_shows_its_newest_version_and_its_looks(store: Store) -> None:
    """One row with everything short."""
    three_versions(store)
    store.looked([TRIAL], moment(9))
    store.mark_gone(TRIAL, moment(12), "The registry answers 404.")
    trial = store.trial(TRIAL)
    assert trial is not None
    assert (trial.title, trial.acronym) == ("Synthetic Cell Therapies in Adults", "SYNTH-1")
    assert trial.other_ids == ("ORG-77", "2026-500001-10-00")
    assert (trial.countries, trial.interventions) == (("France", "Germany"), ("Examplumab", "EX-5"))
    assert (trial.versions, trial.first_seen, trial.last_look) == (3, moment(2), moment(9))
    assert (trial.gone_since, trial.gone_reason) == (moment(12), "The registry answers 404.")
    assert trial.version_id == store.versions(TRIAL)[-1].id


def test_an_unknown_trial_is_none(store: Store) -> None:
    """Not an error: the caller knows what to say."""
    assert store.trial(TRIAL) is None


def test_a_trial_is_found_by_an_id_that_it_had_once(store: Store) -> None:
    """Also when the old id had been put on the watch list."""
    store.watch([OTHER], registry="ctgov", at=moment(1))
    three_versions(store)
    store.add_alias(OTHER, TRIAL, moment(2))
    store.add_alias(OTHER, TRIAL, moment(3))
    found = store.trial(OTHER)
    assert found is not None
    assert found.id == store.resolve(OTHER) == TRIAL
    assert store.aliases() == {OTHER: TRIAL}


def test_a_merged_trial_keeps_its_own_history(store: Store) -> None:
    """What was stored under the old id is still found there."""
    three_versions(store, OTHER)
    three_versions(store)
    store.add_alias(OTHER, TRIAL, moment(12))
    found = store.trial(OTHER)
    assert found is not None
    assert found.id == OTHER


@pytest.mark.parametrize(
    "words",
    [
        "therapy",
        "LUNG cancers",
        "small cell",
        "examplumab",
        "EX-5",
        "lymphocyte",
        "institut exemp",
        "SYNTH-1",
        TRIAL,
        "2026-500001-10-00",
        "lung examplumab nobody",
    ],
)
def test_words_find_a_trial(store: Store, words: str) -> None:
    """In any form, over titles, ids, conditions, interventions and sponsors."""
    three_versions(store)
    assert [trial.id for trial in store.search_text(words)] == [TRIAL]


@pytest.mark.parametrize("words", ["", "  ", "zebra", "lung zebra", '"', "NOT lung*", "a AND (b"])
def test_other_words_find_nothing_and_break_nothing(store: Store, words: str) -> None:
    """Operators of the query language are words like others."""
    three_versions(store)
    assert store.search_text(words) == []


def test_words_of_an_older_version_do_not_find_a_trial(store: Store) -> None:
    """The index follows the face of the trial."""
    store.add(observation(), [])
    renamed = msgspec.structs.replace(record(), conditions=Conditions(conditions=("Asthma",)))
    store.add(observation(at=moment(3), what=renamed), [])
    assert store.search_text("lung") == []
    assert [trial.id for trial in store.search_text("asthma")] == [TRIAL]


def test_the_best_hit_comes_first(store: Store) -> None:
    """A title weighs more than a keyword."""
    store.add(observation(), [])
    titled = msgspec.structs.replace(
        record(OTHER),
        identification=msgspec.structs.replace(
            record(OTHER).identification, brief_title="Lymphocytes at Work"
        ),
    )
    store.add(observation(OTHER, what=titled), [])
    assert [trial.id for trial in store.search_text("lymphocytes")] == [OTHER, TRIAL]
    assert len(store.search_text("lymphocytes", limit=1)) == 1
