"""The body of an answer: decompressed inside a bound, and judged before anyone reads it.

Comes in: pieces of a body as they arrive.
Goes out: the whole body; ``FetchError`` where it is too large, cut short, or of another kind.
Does not: parse. Decompression is done here and not by the HTTP client, because that inflates each
piece without a bound (a bomb is as large as it likes before anyone can count) and takes a
compressed stream that ends early for a whole one.

>>> body = Body("", limit=10)
>>> body.add(b'{"a":1}')
>>> judge(body.finish(), "application/json", expects="json", host="example.org")
"""

from __future__ import annotations

import re
import zlib

from tracker.errors import FetchError
from tracker.text import plain

#: Compression that may be asked for and is understood.
ENCODINGS = "gzip"
_GZIP_WRAPPER = 16 + zlib.MAX_WBITS
_TAGS = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


class Body:
    """Collects a body, never more than ``limit`` bytes of it, compressed or not."""

    def __init__(self, encoding: str, *, limit: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(
                "truncated", f"The answer is compressed in a way not asked for ({plain(encoding)})."
            )
        self._packed = encoding.endswith("gzip")
        self._limit = limit
        self._arrived = 0
        self._size = 0
        self._parts: list[bytes] = []
        self._gzip: zlib._Decompress | None = None

    def add(self, piece: bytes) -> None:
        """Take the next piece as it came over the wire."""
        self._arrived += len(piece)
        if self._arrived > self._limit:
            raise too_large(self._limit)
        if self._packed:
            self._inflate(piece)
        else:
            self._keep(piece)

    def finish(self) -> bytes:
        """The whole body, once nothing more comes."""
        if self._gzip is not None:
            raise FetchError("truncated", "The answer broke off inside its compressed body.")
        return b"".join(self._parts)

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise too_large(self._limit)
        self._parts.append(part)

    def _inflate(self, piece: bytes) -> None:
        """Decompress a piece; a gzip body may be several streams, one after the other."""
        while piece:
            if self._gzip is None:
                self._gzip = zlib.decompressobj(_GZIP_WRAPPER)
            try:
                self._keep(self._gzip.decompress(piece, self._limit - self._size + 1))
            except zlib.error as error:
                raise FetchError("truncated", "The compressed answer is damaged.") from error
            piece = self._gzip.unconsumed_tail
            if self._gzip.eof:
                piece = self._gzip.unused_data.lstrip(b"\0")
                self._gzip = None


def too_large(limit: int) -> FetchError:
    """The error for a body beyond the bound."""
    return FetchError(
        "too_large",
        f"The answer is larger than {limit:,} bytes and was not read to its end. Where that is "
        "right, raise max_bytes under [fetch] in tracker.toml.",
    )


def judge(body: bytes, media_type: str, *, expects: str, host: str) -> None:
    """Raise ``FetchError`` unless a body is what was asked for, as far as can be seen outside.

    A registry in trouble sends an HTML page with status 200, so the media type alone is not
    believed, nor the first byte alone; a JSON text that does not end was cut short on its way.
    """
    if not body.strip():
        raise FetchError("empty", f"{host} sent an empty answer.")
    if expects == "json":
        _judge_json(body, media_type, host)
    elif media_type and not media_type.startswith("text/") and "html" not in media_type:
        raise FetchError("not_a_trial", f"{host} sent {media_type} in place of a page.")


def _judge_json(body: bytes, media_type: str, host: str) -> None:
    start, end = body[:64].lstrip()[:1], body[-64:].rstrip()[-1:]
    if start not in (b"{", b"[") or (media_type and "json" not in media_type):
        kind = "an HTML page" if start == b"<" else media_type or "something else"
        shown = sentence(body[:4096])
        raise FetchError(
            "not_json", f"{host} sent {kind} in place of JSON{f': {shown}' if shown else '.'}"
        )
    if (start, end) not in ((b"{", b"}"), (b"[", b"]")):
        raise FetchError("truncated", f"The answer of {host} breaks off in the middle.")


def sentence(body: bytes, most: int = 300) -> str:
    r"""What an error answer says, as one line of plain text that is safe to show.

    >>> sentence(b"<h1>Sorry</h1>\x1b[31mtry later")
    'Sorry [31mtry later'
    """
    text = _TAGS.sub(" ", body.decode("utf-8", "replace"))
    text = plain(_UNSHOWABLE.sub(" ", text))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
