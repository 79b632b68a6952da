"""Whatever people pack records in, the same looks come out of it; and when they were taken."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from pathlib import Path

import msgspec
import pytest
from backports import zstd

from tests.calls import Caller
from tests.imports import a_look, imported, life, trial
from tests.pasts import answer, version
from tracker.importing import zips
from tracker.importing.found import Found, Piece
from tracker.importing.sniffing import look_into
from tracker.importing.streams import stream_of
from tracker.importing.taking import RECORDS
from tracker.standin import DEMO

LOOKS = [a_look(number, count=50 + number) for number in (1, 2, 3)]
#: Writes looks into a folder; what is to be imported then.
Form = Callable[[Path, Sequence[bytes]], Path]


@pytest.fixture
def call(tmp_path: Path) -> Caller:
    """Calls on a database that is not there yet."""
    return Caller(tmp_path)


# --- forms ------------------------------------------------------------------------------------


def _file(name: str, content: Callable[[Sequence[bytes]], bytes]) -> Form:
    def write(folder: Path, looks: Sequence[bytes]) -> Path:
        path = folder / name
        path.write_bytes(content(looks))
        return path

    return write


def _folder(folder: Path, looks: Sequence[bytes]) -> Path:
    for number, look in enumerate(looks, 1):
        path = folder / "dump" / f"NCT9900{number:02}xx" / f"{trial(number)}.json"
        path.parent.mkdir(parents=True)
        path.write_bytes(look)
    return folder / "dump"


def _array(looks: Sequence[bytes]) -> bytes:
    return b"[\n" + b",\n".join(looks) + b"\n]\n"


def _indented(looks: Sequence[bytes]) -> bytes:
    return json.dumps([json.loads(look) for look in looks], indent=2).encode()


def _answer(looks: Sequence[bytes]) -> bytes:
    return b'{"totalCount": 3, "studies": ' + _array(looks) + b', "nextPageToken": "x"}'


def _lines(looks: Sequence[bytes]) -> bytes:
    return b"\n".join(looks)


def _one_after_the_other(looks: Sequence[bytes]) -> bytes:
    return b"\n".join(json.dumps(json.loads(look), indent=1).encode() for look in looks)


def _by_id(looks: Sequence[bytes]) -> bytes:
    return json.dumps({trial(n): json.loads(look) for n, look in enumerate(looks, 1)}).encode()


def _wrapped(looks: Sequence[bytes]) -> bytes:
    lines = (
        {"nct_id": trial(n), "error": None, "study": json.loads(look)}
        for n, look in enumerate(looks, 1)
    )
    return "\n".join(map(json.dumps, lines)).encode()


def _as_text(looks: Sequence[bytes]) -> bytes:
    return json.dumps(
        [{"id": n, "raw_json": look.decode()} for n, look in enumerate(looks)]
    ).encode()


def _zip(looks: Sequence[bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for number, look in enumerate(looks, 1):
            archive.writestr(f"{trial(number)}.json", look)
    return packed.getvalue()


def _zip_in_zip(looks: Sequence[bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/all.zip", _zip(looks))
    return packed.getvalue()


def _streamed_zip(looks: Sequence[bytes]) -> bytes:
    """As it is written to something that cannot be gone back in: sizes stand after the data."""

    class Pipe(io.RawIOBase):
        data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    pipe = Pipe()
    pipe.data = bytearray()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, look in enumerate(looks, 1):
            archive.writestr(f"{trial(number)}.json", look)
    return bytes(pipe.data)


def _tar(looks: Sequence[bytes], mode: str = "w") -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for number, look in enumerate(looks, 1):
            member = tarfile.TarInfo(f"dump/{trial(number)}.json")
            member.size = len(look)
            archive.addfile(member, io.BytesIO(look))
    return packed.getvalue()


FORMS: dict[str, Form] = {
    "a folder of files": _folder,
    "an array": _file("all.json", _array),
    "an array in many lines": _file("all.json", _indented),
    "an answer of the registry": _file("page-1.json", _answer),
    "JSON Lines": _file("all.jsonl", _lines),
    "JSON Lines of no name": _file("all", _lines),
    "objects one after the other": _file("all.json", _one_after_the_other),
    "an object by id": _file("all.json", _by_id),
    "lines around the records": _file("all.ndjson", _wrapped),
    "records kept as text": _file("all.json", _as_text),
    "a zip": _file("ctg-studies.json.zip", _zip),
    "a zip that is not packed": _file("a.zip", lambda looks: _zip(looks, zipfile.ZIP_STORED)),
    "a zip in a zip": _file("a.zip", _zip_in_zip),
    "a zip written as a stream": _file("a.zip", _streamed_zip),
    "a tar": _file("a.tar", _tar),
    "a tar, packed": _file("a.tar.gz", lambda looks: _tar(looks, "w:gz")),
    "gzip": _file("all.jsonl.gz", lambda looks: gzip.compress(_lines(looks))),
    "gzip in two parts": _file(
        "all.gz", lambda looks: b"".join(gzip.compress(look + b"\n") for look in looks)
    ),
    "xz": _file("all.json.xz", lambda looks: lzma.compress(_array(looks))),
    "bzip2": _file("all.json.bz2", lambda looks: bz2.compress(_array(looks))),
    "zstd": _file("all.jsonl.zst", lambda looks: zstd.compress(_lines(looks))),
    "with a mark of byte order": _file("a.json", lambda looks: b"\xef\xbb\xbf" + _array(looks)),
    "UTF-16": _file("a.json", lambda looks: _array(looks).decode().encode("utf-16")),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_same_looks_come_out_of_every_form(form: Form, call: Caller) -> None:
    """With the record to the letter, and by the day of the registry's data set."""
    row = imported(call, form(call.folder, LOOKS))
    assert (row["read"], row["new_versions"], row["left"]) == (3, 3, 0)
    assert row["dated_by"] == {"record": 3}
    for number in (1, 2, 3):
        assert life(call, number) == [("2026-02-05T23:59:59Z", 50 + number)]


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_the_same_looks_in_another_form_are_known(form: Form, call: Caller) -> None:
    """Nothing is added by packing it otherwise."""
    imported(call, _folder(call.folder, LOOKS))
    (call.folder / "again").mkdir()
    row = imported(call, form(call.folder / "again", LOOKS))
    assert (row["new_versions"], row["known"]) == (0, 3)


def test_a_saved_page_is_a_look_of_its_own_lineage(call: Caller) -> None:
    """It shows a part of the record; nothing is taken for removed."""
    page = sorted((DEMO.parents[2] / "fixtures" / "page").rglob("*.txt"))[0]
    row = imported(call, page, "--observed-at", "2025-04-23")
    assert (row["new_versions"], row["dated_by"]) == (1, {"given": 1})


def test_a_version_of_the_record_history_takes_the_place_that_its_number_gives(
    call: Caller,
) -> None:
    """Whenever it was saved; the look after it goes on from there."""
    folder = call.folder / "saved on 2026-03-01"
    folder.mkdir()
    for number, (day, count) in enumerate((("2020-01-05", 40), ("2021-01-05", 50))):
        raw = version(day, count=count)
        (folder / f"v{number}.json").write_bytes(msgspec.json.encode(answer(number, raw)))
    row = imported(call, folder)
    assert (row["new_versions"], row["dated_by"]) == (2, {"file name": 2})
    lines = [one for one in call.json("history", "NCT99000001") if "version" in one]
    assert [(one["enrollment_count"], one["registry_version"]) for one in lines] == [
        (40, 0),
        (50, 1),
    ]
    assert [one["registry_date"] for one in lines] == ["2020-01-05", "2021-01-05"]
    assert imported(call, folder)["known"] == 2


def test_pages_and_xml_may_stand_in_a_line_as_text(call: Caller) -> None:
    """As an export of payloads has them."""
    text = (DEMO.parents[2] / "fixtures/classic/since_2018/input.xml").read_text()
    line = {"trial": "NCT99000001", "observed_at": "2026-02-01T08:00:00Z", "payload": text}
    path = call.folder / "payloads.jsonl"
    path.write_text(json.dumps(line))
    row = imported(call, path)
    assert (row["new_versions"], row["dated_by"]) == (1, {"wrapper": 1})


# --- when -------------------------------------------------------------------------------------


def _wrapped_at(moment: object) -> bytes:
    return json.dumps({"polled_at": moment, "study": json.loads(a_look(day=None))}).encode()


def _zipped_at(*stamp: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.json", (*stamp, 0)[:6]), a_look(day=None))  # type: ignore[arg-type]
    return packed.getvalue()


def _tarred_at(seconds: int) -> bytes:
    packed, look = io.BytesIO(), a_look(day=None)
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("a.json")
        member.size, member.mtime = len(look), seconds
        archive.addfile(member, io.BytesIO(look))
    return packed.getvalue()


WHEN: dict[str, tuple[str, bytes, str, str]] = {
    "the line around the record": (
        "2024-01-01/a.json",
        _wrapped_at("2026-02-05T08:04:54+01:00"),
        "wrapper",
        "2026-02-05T07:04:54Z",
    ),
    "seconds in the line": ("a.json", _wrapped_at(1770278694), "wrapper", "2026-02-05T08:04:54Z"),
    "milliseconds": ("a.json", _wrapped_at(1770278694000), "wrapper", "2026-02-05T08:04:54Z"),
    "the name of the file": (
        "NCT99000001_2026-02-05.json",
        a_look(day=None),
        "file name",
        "2026-02-05T23:59:59Z",
    ),
    "the hour in the name": (
        "a_20260205T080454Z.json",
        a_look(day=None),
        "file name",
        "2026-02-05T08:04:54Z",
    ),
    "the folder": ("2026/02/05/a.json", a_look(day=None), "file name", "2026-02-05T23:59:59Z"),
    "the record itself": ("a.json", a_look(), "record", "2026-02-05T23:59:59Z"),
    "the archive": ("a.zip", _zipped_at(2026, 2, 5, 8, 4), "archive", "2026-02-05T08:04:00Z"),
    "the tar": ("a.tar", _tarred_at(1770278694), "archive", "2026-02-05T08:04:54Z"),
    "the file": ("a.json", a_look(day=None), "file time", "2026-01-31T12:00:00Z"),
}


@pytest.mark.parametrize("who", WHEN)
def test_who_says_when_it_was_seen(who: str, call: Caller) -> None:
    """The most trusted of those that say anything; never the moment of the import."""
    name, content, by, moment = WHEN[who]
    path = call.folder / "dump" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    os.utime(path, (1769860800, 1769860800))  # 2026-01-31, noon
    row = imported(call, call.folder / "dump")
    assert row["dated_by"] == {by: 1}
    assert [when for when, _ in life(call)] == [moment]


def test_a_name_that_is_older_than_the_record_is_not_believed(call: Caller) -> None:
    """The look cannot have been taken before what it shows was there."""
    path = call.folder / "NCT99000001_2024-01-01.json"
    path.write_bytes(a_look(day="2026-02-05"))
    assert imported(call, path)["dated_by"] == {"record": 1}


def test_the_time_of_a_file_is_called_what_it_is(call: Caller) -> None:
    """A copy may bear the time of the copy, so it is said how to say it better."""
    path = call.folder / "a.json"
    path.write_bytes(a_look(day=None))
    os.utime(path, (1769860800, 1769860800))
    _, out, _ = call.in_full("import", str(path))
    assert "by the time of the file, for want of anything better" in out
    assert "--observed-at DATE says it better" in out


# --- however much -----------------------------------------------------------------------------


def test_a_zip_is_gone_through_a_file_at_a_time(tmp_path: Path) -> None:
    """The registry's own dump has 600,000: no list of them is held, no file is unpacked ahead."""
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(6000):
            archive.writestr(f"{trial(number + 1)}.json", b"{}")
    with path.open("rb") as file:
        next(iter(zips.members(file)))  # what is loaded once
        tracemalloc.start()
        count = sum(1 for _ in zips.members(file))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 6000
    # A list of the members would take about three megabytes.
    assert most < 1_500_000


def test_a_large_list_is_taken_apart_as_it_is_read() -> None:
    """Forty megabytes, as one list or as many lines, are never parsed as a whole."""
    look = a_look()
    times = (40 << 20) // len(look)

    for begins, between, ends in ((b"[", b",", b"]"), (b"\n", b"\n", b"\n")):
        parts = chain([begins], repeat(look + between, times - 1), [look, ends])
        stream = stream_of(partial(_some, parts, bytearray()))
        found = look_into(Piece("a", "a", stream))
        assert Counter(map(type, found)) == {Found: times}


def _some(parts: Iterator[bytes], rest: bytearray, size: int) -> bytes:
    """Up to so many bytes of what is made as it is read."""
    rest += b"" if rest else next(parts, b"")
    data = bytes(rest[:size])
    del rest[:size]
    return data


def test_a_batch_is_stored_before_the_import_ends(call: Caller) -> None:
    """So memory is bounded by a batch, and an import that is ended keeps what it has read."""
    lines = call.folder / "all.jsonl"
    look = a_look(1, day=None)
    with lines.open("wb") as file:
        for day in range(RECORDS + 1):
            moment = f"20{day // 360:02}-{day // 30 % 12 + 1:02}-{day % 30 % 28 + 1:02}"
            file.write(b'{"date": "%s", "study": %s}\n' % (moment.encode(), look))
        file.write(b'{"date": "2030-01-01", "study": %s}\n' % look)
    row = imported(call, lines, code=1)
    assert row["left_by_kind"] == {"future": 1}
    assert row["trials"] == 1
