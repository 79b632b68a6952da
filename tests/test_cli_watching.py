"""``watch``, ``unwatch`` and ``check`` against a registry on loopback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calls import Caller
from tracker.standin import Server, demo_registry, serve

SEED = "NCT06931145"
TWO = (SEED, "NCT99000001")


@pytest.fixture
def registry() -> Iterator[Server]:
    """The registry of the demo, on its first day."""
    with serve(demo_registry()) as server:
        yield server


@pytest.fixture
def tracker(registry: Server, tmp_path: Path) -> Caller:
    """Calls that look at it."""
    return Caller(tmp_path, registry)


# -- watch ---------------------------------------------------------------------------------------


def test_watching_shows_what_was_found(tracker: Caller) -> None:
    """Title, status, enrolment, dates with their types, sponsor, phase, sites, the link."""
    text = " ".join(tracker.text("watch", SEED).split())
    for fact in (
        "Benmelstobart, Anlotinib and Chemotherapy",
        "status not yet recruiting",
        "enrolment 50 (estimated)",
        "dates start 2025-04-15 (estimated), completion 2027-12-31 (estimated)",
        "sponsor Peking Union Medical College Hospital",
        "phase phase 4",
        "sites 1 site in 1 country (China)",
        "https://clinicaltrials.gov/study/NCT06931145",
        "Looked at 1 of 1 trial, none changed, 1 new. 1 request.",
    ):
        assert fact in text


def test_watching_as_json_prints_a_trial_a_line(tracker: Caller) -> None:
    """The closing line goes to stderr."""
    result = tracker("watch", *TWO, "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(row["trial"], row["enrollment_count"]) for row in rows] == [
        (SEED, 50),
        ("NCT99000001", 420),
    ]
    assert result.stderr == "Looked at 2 of 2 trials, none changed, 2 new. 1 request.\n"


def test_watching_again_says_so(tracker: Caller) -> None:
    """It is looked at all the same."""
    tracker.text("watch", SEED)
    assert "watched before, unchanged" in tracker.text("watch", SEED)


def test_ids_come_from_files_and_from_stdin(tracker: Caller) -> None:
    """In any text around them, each once."""
    file = tracker.folder / "ids.csv"
    file.write_text("NCT Number,Title\nNCT06931145,One\nNCT06931145,Again\n", "utf8")
    assert [row["trial"] for row in tracker.json("watch", "--file", str(file))] == [SEED]
    result = tracker("watch", "--file", "-", stdin="see NCT99000001.")
    assert "NCT99000001" in result.stdout
    assert tracker("watch", "-", stdin="nct99000006").exit_code == 0
    assert len(tracker.json("list")) == 3


def test_what_looks_like_an_id_and_is_none_is_said(tracker: Caller) -> None:
    """The others are watched; the exit code says that something is left to do."""
    result = tracker("watch", "--file", "-", stdin="NCT06931145\nNCT0693114555\n")
    assert result.exit_code == 1
    assert "left out 'NCT0693114555'" in result.stderr
    assert [row["trial"] for row in tracker.json("list")] == [SEED]


def test_watching_a_search_brings_its_matches(tracker: Caller, registry: Server) -> None:
    """And those that begin to match enter by themselves, those that leave are said to."""
    text = tracker.text("watch", "--query", "small cell lung cancer", "--tag", "sclc")
    assert "Search 1, “small cell lung cancer”: 3 trials match and are watched." in text
    assert "1 trial matches and is watched." in tracker.text("watch", "--query", "migraine")
    none = "no trial matches; those that begin to will be watched."
    assert none in tracker.text("watch", "--query", "unheard-of disease")
    registry.registry.day = 3
    text = tracker.text("check")
    assert "New matches of searches\n  - NCT99000005 matches the search" in text
    assert "No longer matching a search\n  - NCT99000003 does not match" in text


def test_filters_make_a_search_too(tracker: Caller) -> None:
    """Words of a vocabulary may be written as people write them."""
    words = ["--status", "not yet recruiting,recruiting", "--phase", "2,phase 3,Early phase 1,NA"]
    tracker.text("watch", "--condition", "lung cancer", *words)
    (search,) = [row for row in tracker.json("list") if "search" in row]
    assert search["asks"] == {
        "condition": "lung cancer",
        "status": ["NOT_YET_RECRUITING", "RECRUITING"],
        "phase": ["PHASE2", "PHASE3", "EARLY_PHASE1", "NA"],
    }


def test_a_tag_groups_trials(tracker: Caller) -> None:
    """And narrows a check."""
    tracker.text("watch", SEED, "--tag", "lung")
    tracker.text("watch", "NCT99000006", "--tag", "knee")
    assert [row["trial"] for row in tracker.json("list", "--tag", "knee")] == ["NCT99000006"]
    assert "Looked at 1 of 1 trial" in tracker.text("check", "--tag", "knee")


@pytest.mark.parametrize(
    "words",
    [
        *(["check"], ["list"], ["changes"], ["search", "lung"], ["table"], ["events"], ["report"]),
        *(["export", "-", "--table", "changes"], ["backfill"]),
    ],
    ids=lambda words: words[0],
)
def test_a_tag_that_nothing_has_is_an_error_that_names_those_there_are(
    words: list[str], tracker: Caller, registry: Server
) -> None:
    """An empty answer would hide a slip of the finger, in a cron line for ever."""
    tracker.text("watch", SEED)
    said = tracker.error(*words, "--tag", "nope")
    assert "nothing is tagged yet; `tracker watch ID --tag nope` would begin" in said
    tracker.text("watch", SEED, "--tag", "lung", "--tag", "sclc")
    registry.forget()
    assert "there is no tag 'nope'; there are lung, sclc" in tracker.error(*words, "--tag", "nope")
    assert "did you mean lung?" in tracker.error(*words, "--tag", "lunge")
    assert registry.requests == []


def test_unwatching_keeps_the_history(tracker: Caller) -> None:
    """Only the looks end."""
    tracker.text("watch", SEED)
    tracker.text("watch", "--query", "small cell lung cancer")
    assert "its history stays" in tracker.text("unwatch", SEED, "--search", "1")
    assert "version 1" in tracker.text("history", SEED)
    assert SEED not in tracker.text("list")
    assert tracker("unwatch", SEED).exit_code == 1


def test_unwatching_an_obsolete_id_names_the_one_that_is_watched(tracker: Caller) -> None:
    """Nothing is taken off that was not named."""
    tracker.text("watch", "NCT99000009")
    assert "`tracker unwatch NCT99000001` takes that off" in tracker.error(
        "unwatch", "NCT99000009", code=1
    )
    assert [row["trial"] for row in tracker.json("list")] == ["NCT99000001"]
    tracker.text("unwatch", "NCT99000001")
    assert "of NCT99000001, which is not on the watch list either" in tracker.error(
        "unwatch", "NCT99000009", code=1
    )


# -- check ---------------------------------------------------------------------------------------


def test_a_check_tells_what_changed_what_matters_first(tracker: Caller, registry: Server) -> None:
    """By trial; bookkeeping is counted on one line; one closing line."""
    tracker.text("watch", SEED)
    registry.registry.day = 2
    lines = tracker.text("check").splitlines()
    assert lines[0].startswith("NCT06931145  Benmelstobart")
    points = [line for line in lines if line.startswith("  - ")]
    assert points[0] == "  - Status changed from not yet recruiting to recruiting"
    assert "  also: 3 changes of bookkeeping" in lines
    assert lines[-1] == "Looked at 1 of 1 trial, 1 changed (data of 2026-02-27). 3 requests."


def test_a_check_as_json_prints_the_changes_of_this_run(tracker: Caller, registry: Server) -> None:
    """Exactly the objects of ``changes --json``; the summary goes to stderr."""
    tracker.text("watch", *TWO)
    registry.registry.day = 2
    tracker.text("check")
    earlier = tracker.json("changes")
    registry.registry.day = 3
    result = tracker("check", "--json", TRACKER_NOW="2026-03-07T08:00:00Z")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    every = tracker.json("changes")
    assert len(found) == len(every) - len(earlier)
    assert all(change in every for change in found)
    assert result.stderr.startswith("Looked at 2 of 2 trials, 2 changed")


def test_a_data_set_that_has_not_moved_costs_one_request(tracker: Caller, registry: Server) -> None:
    """And the check says so; --force looks anyway."""
    tracker.text("watch", SEED)
    tracker.text("check")
    registry.forget()
    text = tracker.text("check")
    assert text.startswith("The registry's data have not moved since 2026-02-26T09:00:05")
    assert len(registry.requests) == 1
    assert "Looked at 1 of 1 trial, none changed" in tracker.text("check", "--force")


def test_what_failed_is_asked_for_though_nothing_moved(tracker: Caller, registry: Server) -> None:
    """The others are not, and that is said."""
    tracker.text("watch", *TWO)
    tracker.text("check")
    tracker("watch", "NCT00000102")
    code, out, _ = tracker.in_full("check")
    assert code == 1
    assert "Looked at 0 of 1 trial, none changed, 1 could not be looked at" in out
    assert "have not moved, so 2 other trials were not asked for." in out


def test_a_quiet_check_speaks_only_of_news_and_trouble(tracker: Caller, registry: Server) -> None:
    """What cron mails is worth reading."""
    tracker.text("watch", SEED)
    result = tracker("check", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    registry.registry.day = 2
    assert "Status changed" in tracker.text("check", "--quiet")


def test_the_exit_code_says_that_something_changed(tracker: Caller, registry: Server) -> None:
    """Only where it is asked for."""
    tracker.text("watch", SEED)
    assert tracker("check", "--exit-code").exit_code == 0
    registry.registry.day = 2
    assert tracker("check", "--exit-code").exit_code == 3
    registry.registry.day = 3
    assert tracker("check").exit_code == 0


def test_a_trial_that_is_gone_is_news(tracker: Caller, registry: Server) -> None:
    """It is told once, and counts as a change."""
    tracker.text("watch", "NCT99000006")
    registry.registry.day = 4
    result = tracker("check", "--exit-code")
    assert result.exit_code == 3
    assert "Gone\n  - NCT99000006" in result.stdout


def test_a_check_can_keep_a_mirror(tracker: Caller, registry: Server) -> None:
    """One readable file a trial, beside the database; without the flag there is none."""
    tracker.text("watch", SEED)
    registry.registry.day = 2
    tracker.text("check")
    mirror = tracker.folder / f"{SEED}.json"
    assert not mirror.exists()
    registry.registry.day = 3
    tracker.text("check", "--mirror")
    assert json.loads(mirror.read_text("utf8"))["enrollment"]["enrollment_count"] == 80


def test_parts_of_the_watch_list_can_be_checked(tracker: Caller, registry: Server) -> None:
    """By id; what is not watched is an error."""
    tracker.text("watch", *TWO)
    registry.registry.day = 2
    assert "Looked at 1 of 1 trial, 1 changed" in tracker.text("check", SEED)
    assert "NCT99000006 is not watched" in tracker.error("check", "NCT99000006")


def test_nothing_to_do_is_said(tracker: Caller) -> None:
    """An empty watch list is no failure."""
    tracker.text("watch", SEED)
    tracker.text("unwatch", SEED)
    result = tracker("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing is watched yet" in result.stderr
