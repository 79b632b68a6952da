"""Ids as people write them: which are taken, which are refused, and with what advice."""

from __future__ import annotations

import contextlib
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import BadTrialId, UsageError
from tracker.ids import decode, find_ids, find_malformed, parse_id, read_ids, registry_of

SEED = "NCT06931145"


def why_refused(text: str) -> str:
    """The message for what is no id."""
    with pytest.raises(BadTrialId) as caught:
        parse_id(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "NCT06931145",
        "nct06931145",
        "  NCT06931145\n",
        "NCT06931145\u200b",
        "\ufeffNCT06931145",
    ],
)
def test_an_id_comes_to_one_form(text: str) -> None:
    """Case and what a copy and paste brings along do not matter."""
    assert parse_id(text) == SEED


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "NCT",
        "NCT00000000",
        "NCT123456789",
        "NCT0693114X",
        "06931145",
        "trial",
        "NCT٠٦٩٣١١٤٥",
    ],
)
def test_what_is_no_id_is_refused_with_the_way_to_write_one(text: str) -> None:
    """The message shows the form by an example."""
    assert "NCT followed by 8 digits, such as NCT06931145" in why_refused(text)


@pytest.mark.parametrize("text", ["NCT6931145", "nct006931145", "NCT0006931145"])
def test_an_id_of_another_length_is_refused_and_the_padded_one_offered(text: str) -> None:
    """A digit lost in copying would be another trial, so nothing is padded silently."""
    said = why_refused(text)
    assert "where an id has 8" in said
    assert said.endswith("write NCT06931145.")


@pytest.mark.parametrize(
    "text",
    [
        "NCT 06931145",
        "NCT-06931145",
        "NCT: 06931145",
        "https://clinicaltrials.gov/study/NCT06931145?tab=history",
        "NCT06931145,",
        "NCT06931145.json",
    ],
)
def test_an_id_that_is_surely_meant_is_offered(text: str) -> None:
    """The mend is one word to copy."""
    assert why_refused(text).endswith("Write NCT06931145.")


def test_two_ids_in_one_word_are_not_guessed_from() -> None:
    """What could mean either is not offered as one."""
    assert "Write NCT followed by" in why_refused("NCT06931145;NCT00000102")


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        ("2019-001234-56", "EudraCT"),
        ("EUCTR2019-001234-56-DE", "EudraCT"),
        ("2023-501234-12-00", "CTIS"),
        ("2023-501234-12", "CTIS"),
        ("ISRCTN12345678", "ISRCTN"),
        ("isrctn12345678", "ISRCTN"),
        ("DRKS00012345", "DRKS"),
        ("ACTRN12612000123456", "ANZCTR"),
        ("ACTRN12612000123456p", "ANZCTR"),
        ("ChiCTR2000012345", "ChiCTR"),
        ("ChiCTR-IPR-15006789", "ChiCTR"),
        ("UMIN000012345", "UMIN"),
        ("JPRN-UMIN000012345", "UMIN"),
        ("jRCT1031200123", "jRCT"),
        ("jRCTs031200123", "jRCT"),
        ("JapicCTI-123456", "JapicCTI"),
        ("JPRN-C000000123", "Japanese"),
        ("CTRI/2020/01/012345", "CTRI"),
        ("NTR1234", "Dutch"),
        ("NL1234", "Dutch"),
        ("NL-OMON12345", "Dutch"),
        ("IRCT20200101012345N1", "IRCT"),
        ("KCT0001234", "CRIS"),
        ("PACTR202001123456789", "PACTR"),
        ("RBR-2xyz34", "ReBEC"),
        ("RPCEC00000123", "RPCEC"),
        ("TCTR20200101001", "TCTR"),
        ("SLCTR/2020/001", "SLCTR"),
        ("LBCTR2020012345", "LBCTR"),
        ("PER-012-20", "REPEC"),
        ("PHRR123456-000123", "PHRR"),
        ("SNCTP000001234", "SNCTP"),
        ("U1111-1234-5678", "Universal Trial Number"),
    ],
)
def test_an_id_of_another_registry_is_named_and_said_to_be_unsupported(
    text: str, registry: str
) -> None:
    """The user learns that the id is right and this program does not read that registry yet."""
    said = why_refused(text)
    assert registry in said
    assert "not supported yet" in said


def test_a_refused_id_shows_no_control_codes_and_stays_short() -> None:
    """A message about hostile input is safe on a terminal."""
    said = why_refused("\x1b[31m" + "x" * 5000)
    assert "\x1b" not in said
    assert len(said) < 250


def test_the_errors_of_ids_survive_a_process_pool() -> None:
    """An exception that cannot be pickled breaks the pool that raises it."""
    error = BadTrialId("x", "is no trial id.")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_ids_are_found_once_each_in_the_order_of_the_text() -> None:
    """A list of ids may be any text with ids in it."""
    text = "NCT06931145 and nct00000102; again NCT06931145 (also NCT102)"
    assert find_ids(text) == ["NCT06931145", "NCT00000102"]


@pytest.mark.parametrize(
    "text",
    [
        "https://clinicaltrials.gov/study/NCT06931145?tab=history&a=2",
        "https://example.org/search?term=x%20NCT06931145%2Cy",
        "NCT06931145_2026.json",
        "<a href='/NCT06931145'>x</a>",
        '"NCT06931145","A title"',
        "NCT06931145-01",
        "日本NCT06931145語",
    ],
)
def test_ids_are_found_in_addresses_names_and_tables(text: str) -> None:
    """What stands around an id does not hide it."""
    assert find_ids(text) == [SEED]


@pytest.mark.parametrize(
    "text", ["XNCT06931145", "NCT06931145X", "NCT693114555", "2NCT06931145", "NCT 06931145", "NCTs"]
)
def test_part_of_a_longer_word_is_no_id(text: str) -> None:
    """An id is found whole or not at all."""
    assert find_ids(text) == []


@given(
    st.lists(st.integers(1, 99_999_999), min_size=1, max_size=20),
    st.sampled_from([" ", "\n", ",", ";", "|", "\t", " and ", "/", '","']),
)
def test_whatever_separates_ids_they_are_all_found(numbers: list[int], between: str) -> None:
    """Writing ids down and finding them again gives the same ids."""
    ids = [f"NCT{number:08}" for number in numbers]
    assert find_ids(between.join(ids)) == list(dict.fromkeys(ids))


@given(st.text())
def test_whatever_is_found_is_an_id(text: str) -> None:
    """Finding and parsing agree."""
    assert all(parse_id(found) == found for found in find_ids(text))


@pytest.mark.parametrize(
    "word", ["NCT693114555", "NCT 06931145", "NCT-06931145", "NCTO6931145", "NCT0693114X"]
)
def test_what_was_meant_as_an_id_is_reported(word: str) -> None:
    """A slip in a list is not passed over in silence."""
    assert find_malformed(f"NCT06931145, {word}, {word}") == [word]


def test_ordinary_words_are_not_taken_for_slips() -> None:
    """A heading or the name of the registry's number is no slip."""
    text = "NCT Number,NCT ID\nNCT06931145,see NCT 2019 meeting and section NCT-4"
    assert find_malformed(text) == []


def test_the_registry_s_own_csv_is_a_list() -> None:
    """Its columns of other ids and titles do no harm; a trial named in another's row is found."""
    table = (
        "NCT Number,Study Title,Study URL,Other IDs\n"
        "NCT06931145,A synthetic title,https://clinicaltrials.gov/study/NCT06931145,2019-001234-56\n"
        "NCT00000102,Another,https://clinicaltrials.gov/study/NCT00000102,U1111-1234-5678\n"
    )
    found = read_ids(table.encode(), "ctg.csv")
    assert found.ids == ["NCT06931145", "NCT00000102"]
    assert found.malformed == []


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1"]
)
def test_a_list_is_read_in_the_encodings_that_programs_save(encoding: str) -> None:
    """A shell redirect on Windows writes UTF-16, an old spreadsheet Latin-1."""
    data = "Étude NCT06931145\r\nNCT00000102\r\n".encode(encoding)
    assert read_ids(data, "ids.txt").ids == ["NCT06931145", "NCT00000102"]
    assert decode(data, "ids.txt").startswith("Étude")


def refused_file(data: bytes) -> str:
    """The message for a file that gives no ids."""
    with pytest.raises(UsageError) as caught:
        read_ids(data, "ids.txt")
    return str(caught.value)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\0\0\0"])
def test_an_empty_file_is_said_to_be_empty(data: bytes) -> None:
    """An empty list is more likely a slip than a wish."""
    assert "ids.txt is empty" in refused_file(data)


def test_a_file_without_ids_says_how_an_id_looks() -> None:
    """The advice is that for a single id."""
    assert "holds no trial id. Write NCT followed by" in refused_file(b"hello\n")


def test_a_file_with_a_slip_only_shows_the_slip() -> None:
    """The user sees which word to mend."""
    assert "'NCT 06931145' looks like one" in refused_file(b"NCT 06931145\n")


def test_a_file_of_another_registry_names_that_registry() -> None:
    """The same sentence as for a single id."""
    said = refused_file(b"ISRCTN12345678\nISRCTN87654321\n")
    assert "ISRCTN, which is not supported yet" in said


@pytest.mark.parametrize(
    ("data", "what"),
    [(b"PK\x03\x04xx", "spreadsheet"), (b"%PDF-1.7", "PDF"), (b"\x1f\x8b\x08", "gzip")],
)
def test_a_file_that_is_no_text_says_what_it_is(data: bytes, what: str) -> None:
    """Ids inside a packed file would not be found, so that is said at once."""
    assert what in refused_file(data)


def test_a_broken_encoding_is_an_error_of_use() -> None:
    """A file cut in the middle of a character is told, not a traceback."""
    assert "Save it as UTF-8" in refused_file(b"\xff\xfeN\0C")


@given(st.binary(max_size=300))
def test_any_file_gives_ids_or_an_error_of_use(data: bytes) -> None:
    """Nothing that a file can hold ends in a traceback."""
    with contextlib.suppress(UsageError):
        assert read_ids(data, "any").ids


def test_a_word_of_no_registry_has_none() -> None:
    """Only known shapes are named."""
    assert registry_of("hello") is None
