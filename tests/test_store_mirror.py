"""The mirror: one JSON file a trial that makes a readable diff and never a needless one."""

from __future__ import annotations

import difflib
import json
import random
from pathlib import Path

import msgspec
import pytest

from tests.stores import TRIAL, record
from tracker.errors import StoreError, UsageError
from tracker.record import Identification, Record
from tracker.store import write_mirror


def test_a_trial_is_one_file_that_holds_its_record(tmp_path: Path) -> None:
    """The folder is made if need be."""
    assert write_mirror(tmp_path / "new" / "folder", record())
    text = (tmp_path / "new" / "folder" / f"{TRIAL}.json").read_text(encoding="utf8")
    assert text.endswith("}\n")
    kept = msgspec.convert(json.loads(text), Record)
    assert {site.city for site in kept.sites} == {"Lyon", "Lille", "Berlin"}
    assert kept.status == record().status


def test_a_file_that_would_not_change_is_not_touched(tmp_path: Path) -> None:
    """Nor one whose lists the registry only put in another order."""
    write_mirror(tmp_path, record())
    path = tmp_path / f"{TRIAL}.json"
    before = path.stat()
    sites = list(record().sites)
    random.Random(5).shuffle(sites)
    shuffled = msgspec.structs.replace(record(), sites=tuple(reversed(record().sites)))
    assert not write_mirror(tmp_path, record())
    assert not write_mirror(tmp_path, shuffled)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_one_changed_value_is_one_changed_line(tmp_path: Path) -> None:
    """So that git shows what a person wants to see."""
    path = tmp_path / f"{TRIAL}.json"
    write_mirror(tmp_path, record())
    before = path.read_text(encoding="utf8").splitlines()
    assert write_mirror(tmp_path, record(status="SUSPENDED"))
    after = path.read_text(encoding="utf8").splitlines()
    moved = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert [line.split(":")[0].strip() for line in moved] == [
        '-   "overall_status"',
        '+   "overall_status"',
    ]


def test_a_site_that_came_is_only_added_lines(tmp_path: Path) -> None:
    """Wherever the registry put it."""
    path = tmp_path / f"{TRIAL}.json"
    fewer = msgspec.structs.replace(record(), sites=record().sites[1:])
    write_mirror(tmp_path, fewer)
    before = path.read_text(encoding="utf8").splitlines()
    write_mirror(tmp_path, record())
    after = path.read_text(encoding="utf8").splitlines()
    assert not [line for line in difflib.ndiff(before, after) if line.startswith("-")]


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    """No temporary files; readable for whom any new file is."""
    write_mirror(tmp_path, record())
    write_mirror(tmp_path, record(status="SUSPENDED"))
    assert [path.name for path in tmp_path.iterdir()] == [f"{TRIAL}.json"]
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / f"{TRIAL}.json").stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize("trial", ["../evil", "a/b", "", ".hidden", "x" * 65, "NCT1\n", "con.json"])
def test_an_id_that_leads_elsewhere_is_refused(tmp_path: Path, trial: str) -> None:
    """Everything from a registry is untrusted."""
    hostile = Record(identification=Identification(id=trial))
    with pytest.raises(UsageError, match="cannot be a file name"):
        write_mirror(tmp_path / "mirror", hostile)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The version itself is safe in the database."""
    (tmp_path / "mirror").write_text("a file in the way")
    with pytest.raises(StoreError, match=r"cannot be written .* database has the version"):
        write_mirror(tmp_path / "mirror", record())
