"""What cannot be imported is left with a sentence; the rest is taken, and nothing is lost."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import struct
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.calls import Caller
from tests.imports import a_look, imported, life, trial
from tests.test_classic import BOMB
from tests.test_import_forms import _answer, _array, _indented, _lines, _zip
from tracker.errors import ReadError
from tracker.importing.streams import bounded
from tracker.store import Store

LOOKS = [a_look(number, count=50 + number) for number in range(1, 6)]


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    """Calls on a database that is not there yet."""
    return Caller(tmp_path)


def left(call: Caller, name: str, content: bytes) -> tuple[dict[str, int], str, int]:
    """What was left of a file, by kind, and the first sentence about it; what was taken."""
    path = call.folder / name
    path.write_bytes(content)
    row = imported(call, path, code=1)
    return row["left_by_kind"], row["left_records"][0]["reason"], row["read"]


# --- cut short --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("a.json", _array),
        ("b.json", _indented),
        ("c.json", _answer),
        ("d.jsonl", _lines),
        ("e.zip", _zip),
        ("f.jsonl.gz", lambda looks: gzip.compress(_lines(looks))),
    ],
)
def test_of_a_dump_cut_short_all_is_taken_up_to_there(
    name: str, packed: Callable[[Sequence[bytes]], bytes], call: Caller
) -> None:
    """Which every download can be."""
    whole = packed(LOOKS)
    kinds, reason, read = left(call, name, whole[: len(whole) * 7 // 10])
    assert set(kinds) == {"truncated"}
    assert "cut short" in reason
    # Packed as one, the last part of what could be unpacked is lost with the end.
    assert read >= (0 if name.endswith("gz") else 2)


def test_a_damaged_member_does_not_take_the_others_with_it(call: Caller) -> None:
    """A flipped bit is found by the checksum of the one file."""
    data = bytearray(_zip(LOOKS, zipfile.ZIP_STORED))
    data[data.index(b"Synthetic  trial", len(data) // 2)] ^= 1
    kinds, reason, read = left(call, "a.zip", bytes(data))
    assert (kinds, read) == ({"damaged": 1}, 4)
    assert "its checksum does not fit" in reason


def test_a_zip_whose_directory_lies_ends_with_a_sentence(call: Caller) -> None:
    """Places outside of the file, sizes that are none."""
    data = bytearray(_zip(LOOKS))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<L", data, at + 42, 0x7FFFFFFF)
    kinds, _, read = left(call, "a.zip", bytes(data))
    assert (kinds, read) == ({"damaged": 1}, 4)


# --- made to do harm --------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked(call: Caller) -> None:
    """It is told by how much comes out of how little, wherever it lies."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("good.json", LOOKS[0])
        archive.writestr("bomb.json", b"[" + b" " * (100 << 20))
    kinds, reason, read = left(call, "a.zip", packed.getvalue())
    assert (kinds, read) == ({"too_large": 1}, 1)
    assert reason == "a record of over 64 MB; no trial has one"


def test_a_little_that_unpacks_to_very_much_ends_with_a_sentence() -> None:
    """Whatever it would be."""
    stream = bounded(io.BytesIO(gzip.compress(bytes(280 << 20))), _gunzipped)
    with pytest.raises(ReadError) as refused:
        stream.read(290 << 20)
    assert "that is no dump of records, it is made to fill the disk" in refused.value.reason


def _gunzipped(stream: BinaryIO) -> gzip.GzipFile:
    return gzip.GzipFile(fileobj=stream)


def test_archives_do_not_lie_in_each_other_for_ever(call: Caller) -> None:
    """Five are enough for anything."""
    data = _lines(LOOKS)
    for _ in range(7):
        data = gzip.compress(data)
    kinds, reason, _ = left(call, "a.gz", data)
    assert (kinds, reason) == ({"too_deep": 1}, "over 5 archives lie in each other")


def test_an_xml_bomb_is_not_read(call: Caller) -> None:
    """Nor is a file that it would take in."""
    kinds, reason, _ = left(call, "NCT99000001.xml", BOMB)
    assert kinds == {"not_a_trial": 1}
    assert "it defines entities or a document type" in reason


def test_json_without_end_in_itself_is_no_study(call: Caller) -> None:
    """A hundred thousand brackets."""
    deep = b'{"study": ' * 100_000 + b"1" + b"}" * 100_000
    kinds, _, _ = left(call, "a.json", deep)
    assert kinds == {"not_a_trial": 1}


def test_names_in_an_archive_are_labels_only(call: Caller) -> None:
    """Wherever they point to, nothing is written there."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../../evil.json", LOOKS[0])
        archive.writestr("/tmp/evil.json", LOOKS[1])
    (call.folder / "in").mkdir()
    path = call.folder / "in" / "a.zip"
    path.write_bytes(packed.getvalue())
    before = sorted(call.folder.rglob("*"))
    assert imported(call, path)["read"] == 2
    new = {one.name for one in call.folder.rglob("*") if one not in before}
    assert all(name.startswith("tracker.db") for name in new)


# --- wrong in itself --------------------------------------------------------------------------


def test_another_encoding_is_named_and_how_to_mend_it(call: Caller) -> None:
    """Latin-1 is the likely one."""
    look = json.dumps(json.loads(a_look()), ensure_ascii=False).replace("Oslo", "Tromsø")
    kinds, reason, _ = left(call, "a.json", look.encode("latin-1"))
    assert kinds == {"encoding": 1}
    assert "is 0xf8); it may be Latin-1: convert it, as with iconv -f latin1 -t utf8" in reason


def test_text_that_is_not_what_its_mark_says_is_left(call: Caller) -> None:
    """A mark of UTF-16 before something else."""
    kinds, reason, _ = left(call, "a.json", b"\xff\xfe" + b"{" + b"\x00\xd8" * 5)
    assert kinds == {"encoding": 1}
    assert "it says it is utf-16, but is not" in reason


def test_a_record_under_the_name_of_another_trial_is_left(call: Caller) -> None:
    """Somebody mixed them up, and nobody can tell who is right."""
    kinds, reason, _ = left(call, f"{trial(2)}.json", a_look(1))
    assert kinds == {"wrong_trial": 1}
    assert reason == (
        f"its file is named {trial(2)}, but the record is {trial(1)}; rename it, or look for the "
        "right one"
    )


def test_a_line_that_names_another_trial_is_left(call: Caller) -> None:
    """The lines before and after it are taken."""
    lines = [json.dumps({"nct_id": trial(n), "study": json.loads(a_look(n))}) for n in (1, 2)]
    wrong = json.dumps({"nct_id": trial(3), "study": json.loads(a_look(4))})
    kinds, reason, read = left(call, "a.jsonl", "\n".join([lines[0], wrong, lines[1]]).encode())
    assert (kinds, read) == ({"wrong_trial": 1}, 2)
    assert f"the line around it says {trial(3)}" in reason


def test_a_clock_in_the_future_is_not_believed(call: Caller) -> None:
    """The others are taken; `--observed-at` says when it really was."""
    lines = [
        json.dumps({"polled_at": moment, "study": json.loads(a_look(n, day=None))})
        for n, moment in ((1, "2036-02-05T08:00:00Z"), (2, "2026-02-05T08:00:00Z"))
    ]
    kinds, reason, read = left(call, "a.jsonl", "\n".join(lines).encode())
    assert (kinds, read) == ({"future": 1}, 2)
    assert "seen at 2036-02-05T08:00:00Z, which is still to come; mend the date" in reason
    row = imported(call, call.folder / "a.jsonl", "--observed-at", "2026-02-05")
    assert row["left"] == 0


def test_archives_that_contradict_each_other_are_both_kept_and_told(call: Caller) -> None:
    """Of one moment; in the same order, whichever comes first."""
    lives = []
    for order in ((1, 2), (2, 1)):
        here = Caller(call.folder, TRACKER_DB=str(call.folder / f"{order[0]}.db"))
        for n in order:
            path = call.folder / f"archive-{n}.json"
            look = json.loads(a_look(count=50 * n, day=None))
            path.write_text(json.dumps({"polled_at": "2026-02-05T08:00:00Z", "study": look}))
            result = here("import", str(path))
        assert result.exit_code == 1
        said = " ".join(result.stderr.split())
        assert "1 record contradicts another one that was seen at the same moment." in said
        assert "Both are kept, in the order of the registry's own dates" in said
        assert f"archive-{order[1]}.json" in said.replace(" ", "")
        lives.append(life(here))
    assert lives[0] == lives[1]
    assert {count for _, count in lives[0]} == {50, 100}


_KILLED = """
    import os, signal, sys
    from pathlib import Path
    from tracker.importing import import_paths, taking
    from tracker.store import Store

    taking.RECORDS = 3
    count = 0

    def die(statement):
        global count
        count += statement == "COMMIT"
        if count == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)

    with Store.open(sys.argv[1]) as store:
        store.db.conn.set_trace_callback(die)
        import_paths(store, [Path(sys.argv[2])], now="2026-03-06T08:00:00Z")
"""


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_killed_in_the_middle_the_next_import_goes_on(after: int, call: Caller) -> None:
    """Nothing twice, nothing missing, whichever batch was open."""
    path = call.folder / "all.jsonl"
    days = [f"2026-01-{day:02}" for day in range(1, 9)]
    looks = (a_look(1 + n % 2, count=50 + n, day=day) for n, day in enumerate(days))
    path.write_bytes(b"\n".join(looks))
    root = Path(__file__).parents[1]
    words = [sys.executable, "-c", textwrap.dedent(_KILLED), str(call.db), str(path), str(after)]
    env = {**os.environ, "PYTHONPATH": str(root)}
    ended = subprocess.run(words, env=env, cwd=root, check=False)
    assert ended.returncode == -signal.SIGKILL
    row = imported(call, path)
    assert row["known"] == 3 * (after - 2 if after > 1 else 0)
    whole = Caller(call.folder, TRACKER_DB=str(call.folder / "whole.db"))
    imported(whole, path)
    for number in (1, 2):
        assert life(call, number) == life(whole, number)
    with Store.open(call.db, read_only=True) as store:
        assert store.check_integrity() == []


def test_an_answer_of_the_registrys_own_pages_is_not_taken_for_a_study(call: Caller) -> None:
    """Its texts are HTML; read as Markdown each would be a change."""
    answer = {"study": json.loads(a_look()), "history": {"changes": [{"version": 0}]}}
    kinds, reason, _ = left(call, "a.json", json.dumps(answer).encode())
    assert kinds == {"not_a_trial": 1}
    assert "`tracker backfill` fetches those" in reason


def test_it_is_said_what_was_taken_left_and_why(call: Caller) -> None:
    """All of it on one screen, whatever was in the folder."""
    folder = call.folder / "dump"
    folder.mkdir()
    (folder / "README.md").write_text("hello")
    (folder / f"{trial(1)}.json").write_bytes(LOOKS[0])
    (folder / f"{trial(2)}.json").write_bytes(LOOKS[1][:900])
    (folder / "index.json").write_text(json.dumps({trial(n): ["a"] for n in range(1, 9)}))
    (folder / "link.json").symlink_to("/etc/hostname")
    result = call("import", str(folder))
    assert result.exit_code == 1
    out, err = (" ".join(text.split()) for text in (result.stdout, result.stderr))
    assert out.startswith("1 record of 1 trial in ")
    assert "1 record dated on the day of the registry's data set" in out
    assert "1 other file passed over:" in out
    assert err.startswith("10 left:")
    assert "cut short: 1" in err
    assert "no trial: 8 it is JSON, but no object with a study in it" in err
    assert "(8 times)" in err
    assert "links: 1" in err
    assert len((result.stdout + result.stderr).splitlines()) < 24


def test_an_import_is_noted_like_every_run(call: Caller) -> None:
    """With what it counted and how it ended."""
    path = call.folder / "a.json"
    path.write_bytes(_array(LOOKS))
    imported(call, path)
    with Store.open(call.db, read_only=True) as store:
        (run,) = store.runs()
        assert (run.command, run.exit_code, run.counts["read"]) == ("import", 0, 5)
