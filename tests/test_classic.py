"""Classic XML: the same Record as from API v2, and no change that comes from the form alone."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from tests.calls import Caller
from tests.conftest import Lines
from tests.studies import FIXTURES, read, study
from tracker.changes import Change
from tracker.diff import diff
from tracker.diff.hidden import changes_on_shown
from tracker.errors import ReadError
from tracker.sources.base import Reading
from tracker.sources.classic import ClassicSource
from tracker.sources.ctgov import CtgovSource

FOLDERS = sorted(one.parent for one in (FIXTURES.parent / "classic").glob("*/input.xml"))
CLASSIC = ClassicSource()


def forms() -> pytest.MarkDecorator:
    """Each form of a synthetic study that is in the fixtures."""
    return pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def text_of(folder: Path) -> bytes:
    """The XML of a fixture."""
    return (folder / "input.xml").read_bytes()


def changes(before: Reading, after: Reading) -> tuple[Change, ...]:
    """What an old file and a newer record differ in, as a timeline tells it."""
    return changes_on_shown(before.record, after.record, before.hides, across=True)


def edited(folder: Path, *edits: tuple[str, str]) -> Reading:
    """A fixture with some of its text replaced."""
    text = text_of(folder).decode()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return CLASSIC.read(text.encode())


@forms()
def test_the_change_of_form_is_no_change(folder: Path) -> None:
    """Dates, words, texts, people and places come to what API v2 gives."""
    after = CtgovSource().read(msgspec.json.encode(study()))
    assert changes(CLASSIC.read(text_of(folder)), after) == ()


@forms()
def test_nothing_is_strange_in_it(folder: Path) -> None:
    """Each element has its place; the day is that of the registry's own header."""
    reading = CLASSIC.read(text_of(folder))
    assert reading.drift == ()
    assert (reading.trial, reading.data_version) == ("NCT99000001", "2026-01-23")


@forms()
def test_what_did_change_is_told(folder: Path) -> None:
    """Status, enrolment, an outcome."""
    before = edited(
        folder,
        ("<overall_status>Recruiting", "<overall_status>Not yet recruiting"),
        (">120<", ">80<"),
        ("Overall survival", "Quality of life"),
    )
    after = CtgovSource().read(msgspec.json.encode(study()))
    told = {(one.field, one.kind) for one in changes(before, after)}
    assert told == {
        ("overall_status", "changed"),
        ("enrollment_count", "changed"),
        ("secondary_outcomes", "removed"),
        ("secondary_outcomes", "added"),
    }


@forms()
def test_nothing_of_the_file_is_lost(folder: Path) -> None:
    """An element that nobody knows is kept under its own name, and reported."""
    reading = edited(folder, ("<phase>", "<novel>words of a later year</novel><phase>"))
    assert "words of a later year" in json.dumps(msgspec.to_builtins(reading.record))
    assert [one.path for one in reading.drift] == ["novel"]


def test_what_another_download_renews_is_no_other_file() -> None:
    """The header and the rank in a list of hits."""
    body = text_of(FOLDERS[-1])
    again = body.replace(b"January 23, 2026", b"January 24, 2026").replace(
        b"<clinical_study>", b'<clinical_study rank="7">'
    )
    assert again != body
    (one,), (two,) = CLASSIC.split(body).entries, CLASSIC.split(again).entries
    assert one.mark == two.mark
    assert one.aliases == ("NCT99000009",)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE clinical_study [<!ENTITY a "aaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<clinical_study><id_info><nct_id>NCT99000001</nct_id></id_info><brief_title>&c;</brief_title>
</clinical_study>"""
OUTSIDE = b"""<?xml version="1.0"?>
<!DOCTYPE clinical_study [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<clinical_study><id_info><nct_id>NCT99000001</nct_id></id_info><brief_title>&a;</brief_title>
</clinical_study>"""


@pytest.mark.parametrize(
    "body",
    [BOMB, OUTSIDE, b"<clinical_study><nct_id>NCT99000001</nct_id>"],
    ids=["a bomb", "a file from outside", "cut short"],
)
def test_xml_that_is_none_or_means_harm_is_refused(body: bytes) -> None:
    """With a sentence, and at once."""
    with pytest.raises(ReadError) as refused:
        CLASSIC.split(body)
    assert len(refused.value.reason) > 20


def test_what_lies_deep_is_kept_like_anything_else() -> None:
    """A hundred thousand elements in each other end nothing."""
    deep = b"<a>" * 100_000 + b"words" + b"</a>" * 100_000
    reading = CLASSIC.read(text_of(FOLDERS[0]).replace(b"<phase>", deep + b"<phase>"))
    assert [one.example for one in reading.drift] == ["words"]


@forms()
def test_a_file_and_a_later_record_are_one_timeline(folder: Path, tmp_path: Path) -> None:
    """One version with two witnesses, dated by the registry's own header."""
    call = Caller(tmp_path)
    record = tmp_path / "NCT99000001.json"
    record.write_bytes(msgspec.json.encode(study()))
    (row,) = call.json("import", str(folder / "input.xml"), str(record))
    assert (row["new_versions"], row["left"]) == (1, 0)
    assert row["dated_by"] == {"record": 2}
    (version,) = call.json("history", "NCT99000001")
    assert version["observed_at"] == "2026-01-23T23:59:59Z"
    assert call.json("changes", "--trial", "NCT99000001") == []


@pytest.mark.parametrize(("form", "stood"), [(0, "2026-01-22"), (1, "2026-01-20")])
def test_what_changed_since_without_a_new_date_came_silently(
    form: int, stood: str, tmp_path: Path
) -> None:
    """Before 2018 a file does not say when it was posted; its day of submission stands for that."""
    old, record = tmp_path / "old.xml", tmp_path / "NCT99000001.json"
    old.write_bytes(text_of(FOLDERS[form]).replace(b"example.org/trial", b"example.org/gone"))
    later = study()
    later["derivedSection"]["miscInfoModule"]["versionHolder"] = "2026-02-20"
    record.write_bytes(msgspec.json.encode(later))
    call = Caller(tmp_path)
    imported = call.json("import", str(old), str(record))
    assert imported[0]["new_versions"] == 2
    one, two = call.json("history", "NCT99000001")
    assert (one["stood_from"], one["silent"]) == (stood, False)
    assert (two["stood_from"], two["silent"]) == ("2026-02-20T23:59:59Z", True)
    _, out, _ = call.in_full("history", "NCT99000001")
    said = "version 1, submitted that day, first seen 2026-01-23"
    assert (said in out) == (stood == "2026-01-20")
    assert "2026-02-20 version 2, without a new update date" in out


# --- ten years apart --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pairs(shared: Path, records: Lines[bytes]) -> list[tuple[Reading, Reading]]:
    """Real trials as they stood in April 2016, in the old form, and in the years after 2023."""
    wanted = json.loads((shared / "classic_xml_overlap.json").read_text())
    with tarfile.open(shared / "classic_xml.tar.xz") as tar:
        old = {
            Path(one.name).stem: member.read()
            for one in tar
            if (member := tar.extractfile(one)) is not None and Path(one.name).stem in wanted
        }
    source = CtgovSource()
    found = []
    for line in records:
        (entry,) = source.split(line).entries
        if entry.trial in old:
            found.append((CLASSIC.read(old[entry.trial]), source.read(line)))
    return found


def test_ten_years_bring_sensible_changes_and_no_noise(
    pairs: list[tuple[Reading, Reading]],
) -> None:
    """Where the registry says that nothing came in, hardly anything changed, and silently."""
    quiet, told = 0, Counter[str]()
    for before, after in pairs:
        found = [one for one in changes(before, after) if one.class_ == "sponsor"]
        told.update(one.category for one in found)
        then, now = before.record.dates, after.record.dates
        if then.last_update_submitted != now.last_update_submitted:
            assert found
            continue
        quiet += not found
        # Each was seen by eye: dead links and a company that is called otherwise.
        assert {one.category for one in found} <= {
            "references",
            "sponsor",
            "identification",
            "contacts",
        }
    assert (len(pairs), quiet) == (40, 28)
    dates = sum(one.class_ == "bookkeeping" for pair in pairs for one in changes(*pair))
    unaware = sum(len(diff(before.record, after.record)) for before, after in pairs)
    page = (FIXTURES.parents[1] / "docs" / "import.md").read_text(encoding="utf8")
    assert (
        f"the 40 pairs differ in {unaware:,} places; what is told are {told.total()} changes by "
        f"sponsors and {dates} of bookkeeping"
    ) in " ".join(page.split())


def test_every_real_file_is_read_without_surprise(shared: Path) -> None:
    """No element is without a place, no word without a meaning."""
    with tarfile.open(shared / "classic_xml.tar.xz") as tar:
        for one in tar:
            member = tar.extractfile(one)
            if member is not None:
                assert CLASSIC.read(member.read()).drift == ()


def test_the_record_is_that_of_the_synthetic_study() -> None:
    """What the newer form shows is what the study says, leaf by leaf."""
    ours, theirs = CLASSIC.read(text_of(FOLDERS[0])).record, read(study())
    assert ours.outcomes == theirs.outcomes
    assert ours.eligibility == theirs.eligibility
    assert ours.enrollment == theirs.enrollment
    assert ours.arms == theirs.arms
