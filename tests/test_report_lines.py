"""What is written fits, is harmless, and says the same as plain text."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracker.report.lines import Line, Span, bad, line, point, rendered
from tracker.report.markdown import escaped
from tracker.report.patch import patch
from tracker.report.table import Column, table
from tracker.report.terminal import cut, neutral, padded, width

HARMFUL = "\x1b\x07\x00\x08\x7f\x9b\u202e\u2066\u2028"
TEXT = st.text(st.characters(codec="utf-8") | st.sampled_from(HARMFUL + " \n"), max_size=60)
SPANS = st.lists(st.builds(Span, TEXT, st.sampled_from(["", "bad", "id"])), max_size=5)


# -- harmless ------------------------------------------------------------------------------------


@given(TEXT)
def test_no_control_code_reaches_the_terminal(text: str) -> None:
    """Neither do line breaks, nor what turns the direction of writing."""
    shown = neutral(text)
    assert not any(sign < " " or "\x7f" <= sign <= "\x9f" or sign in HARMFUL for sign in shown)


@given(TEXT)
def test_text_without_control_codes_is_left_as_it_is(text: str) -> None:
    """Only what a terminal would obey is touched."""
    safe = "".join(sign for sign in text if sign.isprintable())
    assert neutral(safe) == "".join(sign for sign in safe if sign not in HARMFUL)


@given(SPANS, st.integers(12, 100))
def test_rendering_passes_nothing_harmful_through(spans: list[Span], cells: int) -> None:
    """Whoever makes a line cannot forget it."""
    for text in rendered([Line(tuple(spans))], cells):
        assert not any(sign in text for sign in HARMFUL + "\n")


@given(st.text("ab<>&*_[]`~\\#- ", max_size=30))
def test_markdown_shows_registry_text_as_it_is(text: str) -> None:
    """No tag, no emphasis, no link comes out of it: every mark has a backslash before it."""
    shown = escaped(text)
    assert "<" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_\[\]`~]", shown)


# -- it fits -------------------------------------------------------------------------------------


@given(SPANS, st.integers(16, 100), st.integers(0, 4), st.integers(0, 4))
def test_lines_fit_their_width(spans: list[Span], cells: int, indent: int, hang: int) -> None:
    """Wide characters count twice; only an address may stand out."""
    for text in rendered([Line(tuple(spans), indent, hang)], cells):
        assert width(text) <= cells or "://" in text


@given(SPANS, st.integers(16, 100))
def test_wrapping_loses_no_word(spans: list[Span], cells: int) -> None:
    """Only white space changes."""
    whole = "".join("".join(rendered([Line(tuple(spans))])).split())
    assert "".join("".join(rendered([Line(tuple(spans))], cells)).split()) == whole


@given(SPANS, st.integers(16, 100))
def test_paint_says_nothing_new(spans: list[Span], cells: int) -> None:
    """Without its colours a line is the plain line."""

    def paint(text: str, style: str) -> str:
        return f"\x01{text}\x02" if style else text

    plain = [*rendered([Line(tuple(spans))], cells)]
    painted = [*rendered([Line(tuple(spans))], cells, paint)]
    assert [text.replace("\x01", "").replace("\x02", "").rstrip() for text in painted] == plain


def test_a_word_and_its_comma_stay_together() -> None:
    """Though they are two spans."""
    lines = [*rendered([line("a status that is ", bad("gone"), ", since")], 23)]
    assert lines == ["a status that is gone,", "  since"]


def test_a_point_hangs_behind_its_mark() -> None:
    """The second row stands under the first word."""
    assert [*rendered([point("one two three four five")], 16)] == [
        "  - one two",
        "    three four",
        "    five",
    ]


def test_without_a_width_a_sentence_is_one_line() -> None:
    """However long it is."""
    assert [*rendered([line("word " * 100)], None)] == [("word " * 100).rstrip()]


@given(TEXT, st.integers(1, 40))
def test_cutting_and_padding_count_cells(text: str, cells: int) -> None:
    """A cell less for the ellipsis, exactly as many with the padding."""
    assert width(cut(neutral(text), cells)) <= cells
    assert width(padded(neutral(text), cells)) == cells


# -- tables --------------------------------------------------------------------------------------

COLUMNS = (
    Column("id"),
    Column("status", least=6),
    Column("tags", least=4),
    Column("title", least=5),
)


@given(st.lists(st.tuples(*[st.text(max_size=30)] * 4), min_size=1, max_size=5))
def test_a_table_fits_or_is_as_narrow_as_it_may_be(rows: list[tuple[str, ...]]) -> None:
    """The columns that may shrink do."""
    lines = [*rendered(table(COLUMNS, rows, 60))]
    first = max(2, *(width(neutral(row[0])) for row in rows))
    assert all(width(text) <= max(60, first + 6 + 4 + 5 + 6) for text in lines)


def test_a_column_without_content_is_left_out() -> None:
    """No tags, no column of tags."""
    heading, row = rendered(table(COLUMNS, [("NCT1", "open", "", "A study")], 80))
    assert heading == "id    status  title"
    assert row == "NCT1  open    A study"


# -- JSON Patch ----------------------------------------------------------------------------------

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab~/", max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab~/", max_size=2), inner),
    max_leaves=12,
)


def applied(document: Any, operations: list[dict[str, Any]]) -> Any:
    """What RFC 6902 says that these operations make of a document."""
    holder = {"": copy.deepcopy(document)}
    for operation in operations:
        names = [
            part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")
        ]
        place: Any = holder
        for name in names[:-1]:
            place = place[int(name)] if isinstance(place, list) else place[name]
        last: Any = int(names[-1]) if isinstance(place, list) else names[-1]
        if operation["op"] == "remove":
            del place[last]
        elif operation["op"] == "add" and isinstance(place, list):
            place.insert(last, operation["value"])
        else:
            place[last] = operation["value"]
    return holder[""]


@given(VALUES, VALUES)
def test_a_patch_turns_one_value_into_the_other(before: Any, after: Any) -> None:
    """Applied as the RFC says; JSON's true is not its 1."""
    found = applied(before, patch(before, after))
    assert json.dumps(found, sort_keys=True) == json.dumps(after, sort_keys=True)


@given(VALUES)
def test_equal_values_need_no_patch(value: Any) -> None:
    """An empty list of operations."""
    assert patch(value, copy.deepcopy(value)) == []
