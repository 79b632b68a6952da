"""Which words of two texts stay, in time and memory that have a bound.

Comes in: the words of two texts. Goes out: steps that spell out both, in order.
Does not: know what a word is, or make the steps pleasant to read; ``words`` does.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from rapidfuzz.distance import Indel

#: Products of lengths up to which texts are compared word by word: 10,000 words and their blanks
#: on either side, which no field of a registry takes; a tenth of a second and 70 MB.
_MOST = 400_000_000

#: Whether it stayed, and what stands there in the first and in the second text.
Step = tuple[bool, list[str], list[str]]


def steps(old: list[str], new: list[str]) -> Iterator[Step]:
    """What stayed and what did not, in order, by the longest common subsequence of words."""
    if len(old) * len(new) > _MOST:
        yield from _long(old, new)
        return
    for step in Indel.opcodes(old, new):
        yield (
            step.tag == "equal",
            old[step.src_start : step.src_end],
            new[step.dest_start : step.dest_end],
        )


def _long(old: list[str], new: list[str]) -> Iterator[Step]:
    """The same for very long texts: by sentences, then by the words of those that changed."""
    first, second = _sentences(old), _sentences(new)
    if len(first) * len(second) > _MOST or len(first) == len(second) == 1:
        yield False, old, new
        return
    removed: list[str] = []
    added: list[str] = []
    for step in (*Indel.opcodes(first, second), None):
        if step is not None and step.tag != "equal":
            removed += chain.from_iterable(first[step.src_start : step.src_end])
            added += chain.from_iterable(second[step.dest_start : step.dest_end])
            continue
        if removed or added:
            yield from _inside(removed, added)
            removed, added = [], []
        if step is not None:
            same = [*chain.from_iterable(first[step.src_start : step.src_end])]
            yield True, same, same


def _inside(removed: list[str], added: list[str]) -> Iterator[Step]:
    if len(removed) * len(added) > _MOST:
        yield False, removed, added
    else:
        yield from steps(removed, added)


def _sentences(tokens: list[str]) -> list[tuple[str, ...]]:
    """Words up to the end of a sentence or of a line."""
    found: list[tuple[str, ...]] = []
    start = 0
    for place, word in enumerate(tokens, 1):
        if word == "\n" or word[0] in ".;":
            found.append(tuple(tokens[start:place]))
            start = place
    return [*found, tuple(tokens[start:])] if start < len(tokens) else found
