"""JSON files of any size into their records: one document, a list, an answer, or a record a line.

Comes in: a stream of bytes. Goes out: the values in it, one by one, each with its place.
Does not: hold more than one record and a piece of the file in memory, or read what is in a record.

A small file is parsed as a whole, in C. A large one, or one that is cut short, is taken apart by
its brackets alone; what stands between them is checked when the record is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from tracker.errors import ReadError

#: Up to this size a file is parsed as a whole.
WHOLE = 32 << 20
#: No record is larger; the largest that the registry shows has under 4 MB.
LARGEST = 64 << 20
_CHUNK = 1 << 20

#: A value and where it stands ("line 3", "entry 12"; empty for the only one), or what is wrong.
Value = tuple[str, bytes | ReadError]

_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_any = msgspec.json.Decoder(msgspec.Raw).decode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_A_LIST = re.compile(rb'\s*(?:\[|\{\s*"(?:studies|totalCount|nextPageToken)")')
_BY_LINES = re.compile(r"\.(?:jsonl|ndjson|jsonlines)\b", re.IGNORECASE)


def values(stream: BinaryIO, name: str = "") -> Iterator[Value]:
    """The values of a JSON file.

    >>> import io
    >>> [value for _, value in values(io.BytesIO(b'[{"a": 1}, {"b": 2}]'))]
    [b'{"a": 1}', b'{"b": 2}']
    """
    start = stream.read(WHOLE + 1)
    if len(start) > WHOLE:
        if _first_line_is_whole(start) or _BY_LINES.search(name):
            yield from _lines(start, stream)
        else:
            yield from _Brackets(start, stream).values()
        return
    try:
        yield from _parsed(start)
    except RecursionError:
        yield "", ReadError("not_a_trial", "it is nested too deeply to be a study")
    except msgspec.MsgspecError as error:
        if _first_line_is_whole(start) or _BY_LINES.search(name):
            yield from _lines(start, stream)
        elif _A_LIST.match(start) or "trailing characters" in str(error):
            yield from _Brackets(start, stream).values()
        else:
            yield "", start


def _parsed(data: bytes) -> Iterator[Value]:
    """The entries of a list, or the one value."""
    if data.lstrip()[:1] == b"[":
        entries = _list(data)
    else:
        answer = _object(data)
        if "studies" not in answer:
            yield "", data
            return
        entries = _list(answer["studies"])
    if not entries:
        yield "", ReadError("empty", "it is a list without entries")
    for number, entry in enumerate(entries, 1):
        yield f"entry {number}", bytes(entry)


# -- a record a line -------------------------------------------------------------------------------


def _first_line_is_whole(start: bytes) -> bool:
    """Whether the first line is a JSON value by itself and more lines follow."""
    line, _, rest = start.lstrip().partition(b"\n")
    if not rest.strip() or line[:1] not in (b"{", b"["):
        return False
    try:
        _any(line)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _lines(start: bytes, stream: BinaryIO) -> Iterator[Value]:
    for number, line in enumerate(_split(start, stream), 1):
        text = line.strip(b"\x1e \t\r\n")
        if len(text) > LARGEST:
            yield f"line {number}", _too_large()
        elif text:
            yield f"line {number}", text


def _split(start: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream whose start was read; of one too long only its start is kept."""
    rest = start
    while True:
        *lines, rest = rest.split(b"\n")
        yield from lines
        chunk = stream.read(_CHUNK)
        if not chunk:
            yield rest
            return
        rest = chunk if not rest else rest + chunk if len(rest) <= LARGEST else _skip(rest, chunk)


def _skip(rest: bytes, chunk: bytes) -> bytes:
    """Go on to the end of a line that is too long, without keeping what is in between."""
    return rest + chunk[chunk.find(b"\n") :] if b"\n" in chunk else rest


# -- by brackets -----------------------------------------------------------------------------------

#: Everything up to the next bracket; strings are passed over in C, and nothing is tried twice.
_NEXT = re.compile(
    rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+([{}\[\]])', re.DOTALL
)
_STUDIES = re.compile(rb'"studies"\s*:\s*\Z')


class _Brackets:
    """A stream taken apart at its brackets.

    Emits the entries of a list, the studies of an answer, and objects that follow each other.
    """

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self.buffer = bytearray(start)
        self.stream = stream
        #: Where the next bracket is looked for, and where the value begins that is open now.
        self.place = 0
        self.begun: int | None = None
        #: How many brackets are open, and how many when a value begins or ends.
        self.open = 0
        self.level = 0
        self.found = 0

    def values(self) -> Iterator[Value]:
        """All values, and at the end what is wrong, if something is."""
        try:
            while self._more():
                match = _NEXT.match(self.buffer, self.place)
                if match is None:
                    if not self._read():
                        break
                    continue
                value = self._closed(match) if match[1] in b"}]" else None
                if match[1] in b"{[":
                    self._opened(match)
                self.place = match.end()
                if value is not None:
                    self.found += 1
                    yield f"entry {self.found}", value
        except ReadError as error:
            yield f"after entry {self.found}", error
            return
        if self.open:
            yield (
                f"after entry {self.found}",
                ReadError(
                    "truncated",
                    f"it is cut short: {self.found} records could be read before its end",
                ),
            )
        elif not self.found:
            yield "", ReadError("not_a_trial", "it holds no record")

    def _more(self) -> bool:
        kept = self.place if self.begun is None else self.begun
        if len(self.buffer) - kept > LARGEST + _CHUNK:
            raise _too_large()
        return True

    def _read(self) -> bool:
        """Forget what is done with and read on; False at the end."""
        done = self.place if self.begun is None else self.begun
        # The name of a list stands before its bracket, and is looked at when that comes.
        done = max(0, done - 64)
        del self.buffer[:done]
        self.place -= done
        if self.begun is not None:
            self.begun -= done
        # As much again as was looked through in vain: each byte is looked at a few times at most.
        chunk = self.stream.read(max(_CHUNK, len(self.buffer) - self.place))
        self.buffer += chunk
        return bool(chunk)

    def _opened(self, match: re.Match[bytes]) -> None:
        at = match.end() - 1
        if self.open == 0:
            self.level = 1 if match[1] == b"[" else 0
        elif (self.open, self.level, match[1]) == (1, 0, b"[") and _STUDIES.search(
            self.buffer, max(0, at - 64), at
        ):
            self.level, self.begun = 2, None
        if self.open == self.level:
            self.begun = at
        self.open += 1

    def _closed(self, match: re.Match[bytes]) -> bytes | None:
        self.open -= 1
        if self.open < 0:
            raise ReadError("not_json", "it is not JSON: a bracket closes that was never opened")
        if self.begun is None or self.open != self.level:
            return None
        value = bytes(self.buffer[self.begun : match.end()])
        self.begun = None
        return value


def _too_large() -> ReadError:
    return ReadError("too_large", f"a record of over {LARGEST >> 20} MB; no trial has one")
