"""Bodies are kept small and come back to the byte, or not at all."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.store.codec import Body, Damaged, compress, decompress, leans_on

#: Parts as a registry sends them: mostly old text, a little new, any bytes, sometimes nothing.
parts = st.binary(max_size=300) | st.lists(
    st.sampled_from([b'{"status":"RECRUITING"}', b"site in Lyon, ", bytes(range(256))])
).map(b"".join)
bodies = st.builds(Body, parts, parts)


@given(body=bodies, base=st.none() | bodies)
def test_a_body_comes_back_to_the_byte(body: Body, base: Body | None) -> None:
    """Whatever the body, and whatever it leans on."""
    assert decompress(compress(body, base), len(body.payload), base) == body


@given(versions=st.lists(bodies, min_size=1, max_size=40))
def test_a_whole_life_comes_back_version_by_version(versions: list[Body]) -> None:
    """Each version is read through those that it leans on, and only them."""
    frames: list[bytes] = []
    for seq, body in enumerate(versions):
        base = leans_on(seq)
        frames.append(compress(body, None if base is None else versions[base]))

    def read(seq: int) -> Body:
        base = leans_on(seq)
        payload_bytes = len(versions[seq].payload)
        return decompress(frames[seq], payload_bytes, None if base is None else read(base))

    assert [read(seq) for seq in range(len(versions))] == versions


@given(seq=st.integers(min_value=1, max_value=1_000_000))
def test_no_version_is_read_through_many_others(seq: int) -> None:
    """At most 15 steps for each power of 16, always backwards."""
    steps, at = 0, seq
    while (base := leans_on(at)) is not None:
        assert 0 <= base < at
        at, steps = base, steps + 1
    assert at == 0
    assert steps <= 15 * len(f"{seq:x}")


@pytest.mark.parametrize("at", range(0, 400, 7))
def test_a_flipped_byte_is_found(at: int) -> None:
    """The checksum of a frame covers all of it."""
    body = Body(random.Random(5).randbytes(500), b"record")
    frame = bytearray(compress(body, None))
    frame[at] ^= 255
    with pytest.raises(Damaged):
        decompress(bytes(frame), 500, None)


def test_a_frame_cut_short_is_found() -> None:
    """As after a lost page."""
    body = Body(b"payload " * 100, b"record")
    with pytest.raises(Damaged, match=r"ends too early|header"):
        decompress(compress(body, None)[:-3], 800, None)
    with pytest.raises(Damaged):
        decompress(b"", 800, None)


def test_a_wrong_base_is_found() -> None:
    """A body is never put together from pieces of two trials."""
    base, wrong = (Body(random.Random(seed).randbytes(900), b"") for seed in (1, 2))
    frame = compress(base._replace(record=b"new"), base)
    assert len(frame) < 50
    for other in (wrong, None):
        with pytest.raises(Damaged):
            decompress(frame, 900, other)


def test_an_unknown_codec_is_said() -> None:
    """A newer Tracker may compress otherwise."""
    with pytest.raises(Damaged, match="'brotli', which this Tracker does not know"):
        decompress(b"", 0, None, codec="brotli")


def test_a_small_edit_of_a_huge_record_stays_small() -> None:
    """The base is in reach of the compressor however large it is."""
    text = random.Random(5).randbytes(3_000_000)
    edited = text[:2_000_000] + b"edit" + text[2_000_000:]
    base, body = Body(text, text[:1000]), Body(edited, text[:1000])
    frame = compress(body, base)
    assert len(frame) < 1_000
    assert decompress(frame, len(edited), base) == body
