"""Commands that read what is stored, on the demo's database: list, changes, history, show, diff."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from tests.calls import Caller, played_demo
from tracker.record import Record
from tracker.report.terminal import width

SEED = "NCT06931145"
GONE = "NCT99000006"


@pytest.fixture
def tracker(tmp_path: Path) -> Caller:
    """Calls on a copy of the demo's database."""
    shutil.copy(played_demo(), tmp_path / "tracker.db")
    return Caller(tmp_path)


# -- list ----------------------------------------------------------------------------------------


def test_the_list_shows_trials_and_searches(tracker: Caller) -> None:
    """Id, status, how many versions, the last look, tags and title; searches below."""
    text = tracker.text("list")
    assert "NCT06931145  recruiting" in text
    assert "not yet recruiting" in text
    assert "1  small cell lung cancer  3 matches, walked 2026-03-05, tags demo" in text


def test_what_is_gone_is_marked_in_words(tracker: Caller) -> None:
    """Not by a colour alone."""
    line = next(line for line in tracker.text("list").splitlines() if line.startswith(GONE))
    assert "gone 2026-03-03" in line


def test_a_tag_narrows_the_list(tracker: Caller) -> None:
    """A tag that nobody bears is an error that names those there are."""
    assert tracker.text("list", "--tag", "demo") == tracker.text("list")
    assert (
        tracker.error("list", "--tag", "heart") == "tracker: there is no tag 'heart'; there is demo"
    )


def test_the_list_as_json_has_trials_and_searches(tracker: Caller) -> None:
    """A trial has a key "trial", a search has a key "search"."""
    rows = tracker.json("list")
    assert next(row["trial"] for row in rows if "trial" in row) == SEED
    searches = [row for row in rows if "search" in row]
    assert [(row["search"], row["asks"]) for row in searches] == [
        (1, {"query": "small cell lung cancer"})
    ]


# -- changes -------------------------------------------------------------------------------------

CONTRACT = [
    *("trial", "registry", "source", "version", "category", "field", "item", "kind"),
    *("before", "after", "class", "registry_date", "observed_at", "silent", "summary"),
]


def test_a_change_as_json_has_the_keys_of_the_contract_in_their_order(tracker: Caller) -> None:
    """Scripts rely on the names."""
    rows = tracker.json("changes")
    assert all(list(row) == CONTRACT for row in rows)


def test_a_change_as_json_has_the_registrys_own_values(tracker: Caller) -> None:
    """Numbers are numbers, words are the registry's."""
    (row,) = tracker.json("changes", "--trial", SEED, "--category", "enrollment")
    assert row == {
        "trial": SEED,
        "registry": "ctgov",
        "source": "ctgov",
        "version": 3,
        "category": "enrollment",
        "field": "enrollment_count",
        "item": None,
        "kind": "changed",
        "before": 50,
        "after": 80,
        "class": "sponsor",
        "registry_date": "2026-03-02",
        "observed_at": "2026-03-02T14:30:05Z",
        "silent": False,
        "summary": "Enrolment raised from 50 to 80, 60% (both estimated)",
    }


def test_changes_can_be_narrowed_by_time_class_category_and_tag(tracker: Caller) -> None:
    """What is given must all hold."""
    every = tracker.json("changes")
    since = tracker.json("changes", "--since", "2026-03-03")
    assert since == [row for row in every if row["observed_at"] >= "2026-03-03"]
    assert tracker.json("changes", "--since", "3d") == since
    registry = tracker.json("changes", "--class", "registry")
    assert registry == [row for row in every if row["class"] == "registry"]
    two = tracker.json("changes", "--category", "dates", "--category", "sites")
    assert two == [row for row in every if row["category"] in ("dates", "sites")]
    assert tracker.json("changes", "--tag", "demo") == every


def test_changes_are_told_by_version_in_sentences(tracker: Caller) -> None:
    """One heading a version, one line a change."""
    assert tracker.text("changes", "--trial", SEED, "--category", "enrollment") == (
        "2026-03-02  NCT06931145  version 3, posted 2026-03-02\n"
        "  - Enrolment raised from 50 to 80, 60% (both estimated)\n"
    )


def test_a_silent_change_is_said_to_be_one(tracker: Caller) -> None:
    """The registry's own date did not move."""
    text = tracker.text("changes", "--trial", "NCT99000004")
    assert "without a new update date" in text
    assert "Status set to unknown by the registry" in text


# -- history -------------------------------------------------------------------------------------


def test_a_history_is_told_newest_last_with_both_clocks(tracker: Caller) -> None:
    """The registry's date leads; the day of our look is said where it is another one."""
    text = tracker.text("history", SEED)
    assert "2025-04-23  version 1, first seen 2026-02-26" in text
    days = [line[:10] for line in text.splitlines() if line[:2] == "20"]
    assert days == ["2025-04-23", "2026-02-27", "2026-03-02", "2026-03-03", "2026-03-05"]


def test_a_history_ends_with_where_the_trial_stands(tracker: Caller) -> None:
    """Status, enrolment, dates; how many versions; when it was confirmed last."""
    end = " ".join(tracker.text("history", SEED).split("\n\n")[-1].split())
    assert end.startswith("Now recruiting, enrolment 80 (estimated), start 2025-06-03 (actual)")
    assert end.endswith("5 versions, first seen 2026-02-26, last confirmed 2026-03-05.")


def test_a_history_tells_that_a_trial_is_gone(tracker: Caller) -> None:
    """Between its versions, on its day, and at the end."""
    text = tracker.text("history", GONE)
    assert "re-verified only" in text
    assert "2026-03-03  gone: " in text
    assert "Gone since 2026-03-03" in text


def test_a_history_as_json_has_versions_with_their_changes(tracker: Caller) -> None:
    """And notices in between, by time."""
    rows = tracker.json("history", GONE)
    assert [row.get("version") or row["notice"] for row in rows] == [1, 2, "gone"]
    assert rows[0]["changes"] == []
    assert [list(change) for change in rows[1]["changes"]] == [CONTRACT] * len(rows[1]["changes"])


def test_the_history_of_an_obsolete_id_says_where_it_goes_on(tracker: Caller) -> None:
    """What was seen under it stays; the trial that it was merged into is named."""
    end = " ".join(tracker.text("history", "NCT99000007").split())
    assert end.endswith("it goes on as NCT99000002 (tracker history NCT99000002)")


# -- show ----------------------------------------------------------------------------------------


def test_a_record_is_shown_by_sections_with_labels(tracker: Caller) -> None:
    """Not as JSON; words of a vocabulary are read out."""
    text = tracker.text("show", SEED)
    assert "\nEnrolment\n  enrolment                  80 (estimated)\n" in text
    assert "  phases                     phase 4\n" in text
    assert "  primary completion         2027-11-30 (estimated)\n" in text
    assert "PHASE4" not in text


def test_a_record_is_shown_as_it_was(tracker: Caller) -> None:
    """By the number of a version, or by a day or month on which it stood."""
    first = tracker.text("show", SEED, "--version", "1")
    assert "50 (estimated)" in first
    assert tracker.text("show", SEED, "--as-of", "2026-01") == first
    assert tracker.text("show", SEED, "--version", "first") == first


def test_a_record_as_json_is_the_record(tracker: Caller) -> None:
    """One object, in the published form."""
    text = tracker.text("show", SEED, "--json")
    record = msgspec.json.decode(text, type=Record)
    assert record.identification.id == SEED
    assert text.count("\n") == 1


# -- diff ----------------------------------------------------------------------------------------


def test_a_diff_shows_single_values_before_and_after(tracker: Caller) -> None:
    """By category, what matters first, bookkeeping last."""
    text = tracker.text("diff", SEED, "first", "last")
    assert "\nEnrolment\n  enrolment: 50 (estimated) -> 80 (estimated)\n" in text
    assert text.index("\nStatus\n") < text.index("\nDates\n") < text.index("\nBookkeeping\n")


def test_a_diff_of_long_text_shows_the_words_that_differ(tracker: Caller) -> None:
    """With a few words around them, without colours too."""
    text = tracker.text("diff", SEED)
    assert "- 4. 18 to [-75-]{+80+} years of age; ECOG performance status …" in text
    assert "Severe bleeding" not in text


def test_a_diff_shows_entries_that_came_went_and_changed(tracker: Caller) -> None:
    """Each with a sign and a word for what it is."""
    text = tracker.text("diff", SEED)
    assert "  - primary outcome: Progression-free survival\n" in text
    assert "  + primary outcome: Overall survival\n" in text
    assert "  ~ site: Peking Union" in tracker.text("diff", SEED, "1", "2")


def test_a_diff_without_versions_compares_the_last_two(tracker: Caller) -> None:
    """With one, that one and the last."""
    assert tracker.text("diff", SEED) == tracker.text("diff", SEED, "4", "5")
    assert tracker.text("diff", SEED, "2") == tracker.text("diff", SEED, "2", "last")


def test_versions_can_be_named_by_dates(tracker: Caller) -> None:
    """The version that stood at the end of that day."""
    assert tracker.text("diff", SEED, "2026-02-27", "2026-03-04") == tracker.text(
        "diff", SEED, "2", "4"
    )


def test_a_version_does_not_differ_from_itself(tracker: Caller) -> None:
    """And that is said, not left blank."""
    assert "Nothing differs." in tracker.text("diff", SEED, "3", "3")
    assert "there is one version so far" in tracker.in_full("diff", "NCT99000007")[2]


def test_a_diff_as_json_has_the_same_objects_as_changes(tracker: Caller) -> None:
    """Of two versions that follow each other they are equal to what is stored."""
    stored = [row for row in tracker.json("changes", "--trial", SEED) if row["version"] == 5]
    assert tracker.json("diff", SEED, "4", "5") == stored


def test_a_diff_as_json_patch_turns_one_record_into_the_other(tracker: Caller) -> None:
    """One array of operations, as RFC 6902 has them."""
    (patch,) = map(json.loads, tracker.text("diff", SEED, "--format", "json-patch").splitlines())
    assert {"op": "replace", "path": "/eligibility/maximum_age", "value": "80 Years"} in patch


def test_a_diff_as_markdown_has_headings_and_marked_words(tracker: Caller) -> None:
    """For an issue, a mail or a notebook."""
    text = tracker.text("diff", SEED, "--format", "markdown")
    assert text.startswith(f"## {SEED} Benmelstobart")
    assert "### Outcomes" in text
    assert "18 to ~~75~~**80** years of age" in text


# -- search, and what all of them share ----------------------------------------------------------


def test_a_search_finds_trials_by_their_words(tracker: Caller) -> None:
    """All words must be there; the last may be a beginning."""
    assert "NCT99000002" in tracker.text("search", "dermatitis")
    assert [row["trial"] for row in tracker.json("search", "eczema", "tw")] == ["NCT99000007"]
    found = tracker.json("search", "lung")
    assert tracker.json("search", "lung", "--tag", "demo") == found
    assert "no stored trial has all of these words" in tracker.error("search", "zebra", code=0)


READING = [
    ("list",),
    ("changes",),
    ("history", SEED),
    ("show", SEED),
    ("show", "NCT99000002"),
    ("diff", SEED, "first"),
    ("diff", "NCT99000001", "first"),
    ("search", "lung"),
    ("doctor", "--offline"),
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_texts_fit_eighty_columns(tracker: Caller, words: tuple[str, ...]) -> None:
    """Nothing has to be scrolled sideways; an address or a path stays whole."""
    wide = [line for line in tracker.text(*words).splitlines() if width(line) > 80]
    assert [line for line in wide if "://" not in line and str(tracker.folder) not in line] == []


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_text_in_a_pipe_has_no_codes_for_a_terminal(
    tracker: Caller, words: tuple[str, ...]
) -> None:
    """Whether or not NO_COLOR is set."""
    assert "\x1b" not in tracker.text(*words, NO_COLOR="")


@pytest.mark.parametrize("words", [w for w in READING if w[0] in ("history", "changes")], ids=str)
def test_a_sentence_in_a_pipe_is_one_line(tracker: Caller, words: tuple[str, ...]) -> None:
    """So that grep finds it; nobody has said how wide a pipe is."""
    sentence = "Completion moved 11 months later, from 2027-12-31 to 2028-11-30 (both estimated)"
    assert f"- {sentence}\n" in tracker.text(*words, COLUMNS="")


def test_reading_writes_nothing(tracker: Caller) -> None:
    """Not a byte of the database moves."""
    before = tracker.db.read_bytes()
    for words in READING[:-1]:
        tracker.text(*words)
    assert tracker.db.read_bytes() == before


# -- table ---------------------------------------------------------------------------------------


def test_the_table_fits_the_window_and_says_which_columns_it_leaves_out(tracker: Caller) -> None:
    """In a pipe, in a wide window and as CSV it has them all."""
    for columns in (80, 100, 130, 200):
        text = tracker.text("table", COLUMNS=str(columns))
        assert max(map(len, text.splitlines())) <= columns
        assert ("No room for" in text) == (columns < 130)
    narrow = tracker.text("table", COLUMNS="80")
    assert "No room for start, end, version: a wider window and --format csv have it." in narrow
    assert "start" in tracker.text("table", COLUMNS="130").splitlines()[0]
    assert "completion_date" in tracker.text("table", "--format", "csv").splitlines()[0]
