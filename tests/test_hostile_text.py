"""Registry text that would steer a terminal, or is a megabyte long, in every form.

Everything from a registry is untrusted: shown, never obeyed, whatever form was asked for.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calls import Caller
from tests.studies import edited
from tracker.report.lines import Line, Span, rendered
from tracker.report.terminal import width
from tracker.report.words import after_of, before_of, pieces
from tracker.standin import DataSet, Registry, serve

TRIAL = edited()["protocolSection"]["identificationModule"]["nctId"]
#: What a terminal obeys: C0 but for the line break, DEL, C1, and the turns of direction.
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
HOSTILE = "\x9b2Jcleared \u202eturned\u202c \u2066kept\u2069 =cmd()"

MEGABYTE = {
    "one word": ("a" * 1_000_000, "a" * 500_000 + "b" * 500_000),
    "many words": ("lung cancer " * 85_000, "lung cancer " * 84_999 + "cured"),
    "marks": ("." * 1_000_000 + "x", "." * 1_000_000 + "y"),
    "wide signs": ("肺" * 300_000, "肺" * 299_999 + "癌"),
}


def two_days(before: dict[str, Any], after: dict[str, Any], folder: Path) -> Iterator[Caller]:
    """Calls on a database that has seen both."""
    days = [
        DataSet("2026-03-05T09:00:00", [before]),
        DataSet("2026-03-06T09:00:00", [after]),
    ]
    registry = Registry(days)
    with serve(registry) as server:
        caller = Caller(folder, server)
        caller.text("watch", TRIAL, TRACKER_NOW="2026-03-05T12:00:00Z")
        registry.day = 2
        caller.text("check")
        yield caller


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Caller]:
    """A trial whose texts are made to steer."""
    places = {
        "identificationModule__briefTitle": f"{HOSTILE} 1",
        "identificationModule__officialTitle": HOSTILE,
        "descriptionModule__briefSummary": HOSTILE,
        "statusModule__whyStopped": HOSTILE,
    }
    after = {name: f"{text} and more" for name, text in places.items()}
    yield from two_days(edited(**places), edited(**after), tmp_path)


CALLS = (
    *(["list"], ["changes"], ["history", TRIAL], ["show", TRIAL], ["diff", TRIAL]),
    *(["search", "cleared"], ["table"], ["events"], ["report"], ["watch", TRIAL]),
    *(["diff", TRIAL, "--format", "markdown"], ["table", "--format", "markdown"]),
    *(["table", "--format", "csv"], ["report", "--format", "csv"]),
    *(["report", "--format", "markdown"], ["report", "--format", "jsonl"]),
    *(["report", "--format", "atom"], ["report", "--format", "json-feed"]),
    *(["report", "--format", "html"], ["report", "--format", "ics"]),
    *(["dossier", TRIAL], ["diff", TRIAL, "--format", "json-patch"]),
    *(["export", "-", "--table", name] for name in ("versions", "changes", "trials")),
    *(["export", "-", "--table", name, "--format", "jsonl"] for name in ("versions", "payloads")),
    *([name, "--json"] for name in ("list", "changes", "table", "events", "report")),
    *([name, TRIAL, "--json"] for name in ("history", "show", "diff", "watch")),
    *(["search", "cleared", "--json"], ["check", "--force", "--json"]),
)


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_no_output_holds_what_a_terminal_obeys(words: list[str], hostile: Caller) -> None:
    """In no form, on neither stream."""
    result = hostile(*words)
    assert result.exit_code == 0
    carriage_returns = result.stdout.replace("\r\n", "\n")  # A calendar ends its lines so.
    assert OBEYED.findall(carriage_returns + result.stderr) == []


def test_escaped_json_says_what_the_registry_said(hostile: Caller) -> None:
    """Escapes are for terminals: whoever parses gets the text sign for sign."""
    (record,) = hostile.json("show", TRIAL, "--version", "1")
    assert record["description"]["brief_summary"] == HOSTILE
    (change,) = [row for row in hostile.json("changes") if row["field"] == "why_stopped"]
    assert (change["before"], change["after"]) == (HOSTILE, f"{HOSTILE} and more")
    row = json.loads(hostile.text("export", "-", "--table", "trials", "--format", "jsonl"))
    assert row["brief_title"] == f"{HOSTILE} 1 and more"


def test_a_csv_for_programs_has_the_text_as_it_is(hostile: Caller) -> None:
    """With --raw; without it the signs are shown instead."""
    raw = hostile.text("export", "-", "--table", "trials", "--raw")
    (row,) = csv.DictReader(io.StringIO(raw, newline=""))
    assert row["brief_title"] == f"{HOSTILE} 1 and more"
    shown = hostile.text("export", "-", "--table", "trials")
    assert "\ufffd2Jcleared turned kept" in shown


# -- a megabyte ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MEGABYTE)
def test_a_megabyte_of_text_is_shown_and_compared_like_any_other(name: str, tmp_path: Path) -> None:
    """Each command in about a second; it was half a minute when each row measured all the rest."""
    texts = [edited(descriptionModule__briefSummary=text) for text in MEGABYTE[name]]
    for tracker in two_days(texts[0], texts[1], tmp_path):
        for words in (["show", TRIAL], ["diff", TRIAL]):
            rows = tracker.text(*words).splitlines()
            assert max(map(width, rows)) <= 80
        (record,) = tracker.json("show", TRIAL)
        assert record["description"]["brief_summary"] == MEGABYTE[name][1].strip()


@pytest.mark.parametrize("place", ["briefTitle", "officialTitle", "acronym"])
def test_a_title_of_a_megabyte_breaks_no_screen(place: str, tmp_path: Path) -> None:
    """It is cut where titles are cut."""
    before, after = (
        edited(**{f"identificationModule__{place}": text}) for text in MEGABYTE["one word"]
    )
    for tracker in two_days(before, after, tmp_path):
        for words in (["list"], ["table"], ["changes"], ["history", TRIAL], ["watch", TRIAL]):
            assert max(map(width, tracker.text(*words).splitlines())) <= 80


_SIGNS = st.text(st.sampled_from("ab .,-/:\u0301肺"), max_size=60)


@given(st.lists(_SIGNS, max_size=4), st.integers(8, 40), st.integers(0, 6), st.integers(0, 4))
def test_rows_spell_out_the_text_and_fit(
    texts: list[str], room: int, indent: int, hang: int
) -> None:
    """White space at their ends apart nothing is lost; only an address may be wider."""
    one = Line(tuple(Span(text) for text in texts), indent, hang)
    rows = [*rendered([one], room + indent + hang)]
    assert "".join("".join(rows).split()) == "".join("".join(texts).split())
    for row in rows:
        assert width(row) <= room + indent + hang or "://" in row


@given(_SIGNS, _SIGNS)
def test_words_that_differ_spell_out_both_texts(before: str, after: str) -> None:
    """Whatever marks stand in them."""
    found = pieces(before, after)
    assert (before_of(found), after_of(found)) == (before, after)


def test_what_is_a_mark_in_json_is_escaped_and_nothing_else(hostile: Caller) -> None:
    """Letters of any alphabet stay readable."""
    for line in hostile.text("show", TRIAL, "--json").splitlines():
        assert json.dumps(json.loads(line), ensure_ascii=False)
        assert "\\u009b2J" in line
