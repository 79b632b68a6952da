"""Word-level differences: nothing is lost, and they read as a person would tell them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.report.words import after_of, before_of, changed_lines, marked, pieces

WORDS = st.sampled_from(["a", "b", "c,", "d.", "- ", "\n", " ", "  ", "x", " e", "2.5", ")"])
TEXTS = st.lists(WORDS, max_size=30).map("".join) | st.text(max_size=40)

LONG = "to measure how well people with the disease can walk after a year of treatment at home"


@given(TEXTS, TEXTS)
def test_the_pieces_spell_out_both_texts(before: str, after: str) -> None:
    """Applying the pieces to the first text gives the second, and the other way round."""
    parts = pieces(before, after)
    assert before_of(parts) == before
    assert after_of(parts) == after
    assert all(part.text for part in parts)


@given(TEXTS, TEXTS)
def test_lines_are_shown_if_and_only_if_the_texts_differ(before: str, after: str) -> None:
    """A change is never silent, and what is equal is never shown."""
    assert bool(changed_lines(before, after)) == (before != after)


@given(TEXTS)
def test_equal_texts_are_one_piece(text: str) -> None:
    """What did not change is not taken apart."""
    assert [part.kind for part in pieces(text, text)] == ["same"] * bool(text)


def test_a_changed_word_stands_in_its_sentence() -> None:
    """A few words of context, not two walls of text."""
    before = f"The aim is {LONG} or in a hospital ward"
    assert marked(before, before.replace("year", "month")) == [
        "… the disease can walk after a [-year-]{+month+} of treatment at home or in …"
    ]


def test_only_the_lines_that_differ_are_shown() -> None:
    """A list of criteria shows the criterion that changed."""
    before = "Inclusion:\n- Age 18 years or older\n- Able to consent"
    after = "Inclusion:\n- Age 21 years or older\n- Able to consent"
    assert marked(before, after) == ["- Age [-18-]{+21+} years or older"]


def test_a_new_criterion_is_a_line_of_its_own() -> None:
    """The bullet that it came with belongs to it, not to its neighbour."""
    before = "- Able to consent\n- No surgery"
    after = "- Able to consent\n- ECOG 0 or 1\n- No surgery"
    assert marked(before, after) == ["{+- ECOG 0 or 1+}"]


def test_a_comma_does_not_change_the_word_before_it() -> None:
    """Marks at the end of a word are no part of it; a decimal point is."""
    assert marked("at 2.5 mg", "at 2.5 mg, daily") == ["at 2.5 mg{+, daily+}"]
    assert marked("at 2.5 mg", "at 2.7 mg") == ["at [-2.5-]{+2.7+} mg"]


def test_one_word_that_stays_does_not_tear_a_change_apart() -> None:
    """Two changes with a word between them read better as one."""
    assert marked("x jumps over the dog of mine now", "x leaps over a dog of mine now") == [
        "x [-jumps over the-]{+leaps over a+} dog of mine now"
    ]


def test_a_moved_line_break_is_not_invisible() -> None:
    """Where only a break came, a sign stands for it."""
    assert marked("a b", "a\nb") == ["a[- -]{+¶+}"]
