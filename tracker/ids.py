"""Trial ids, as people write them and as they stand in files.

Comes in: a word, a text, or the bytes of a file.
Goes out: canonical ids ("NCT06931145"), each once, in the order of their first appearance.
Does not: ask whether a registry knows the id, open files.

An id of ClinicalTrials.gov is NCT and eight digits, in any case. The registry's own API takes ids
without their leading zeros too; here that is an error with the padded id offered, because a digit
that was lost in copying would silently be another trial. An id of another registry is recognised,
so that the error can say which registry it is of.

>>> parse_id("nct06931145")
'NCT06931145'
>>> find_ids("https://clinicaltrials.gov/study/NCT06931145?a=1, also NCT00000102.")
['NCT06931145', 'NCT00000102']
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.errors import BadTrialId, UsageError
from tracker.text import plain

_ID = re.compile(r"[Nn][Cc][Tt](?!0{8})([0-9]{8})")
#: The same with digits missing or with zeros too many.
_UNPADDED = re.compile(r"[Nn][Cc][Tt]0*([1-9][0-9]{0,7})")
#: An id begins where no letter or digit stands before it, or right after a %20 or %2C of a URL.
_BEGIN = r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2}))"
_FIND = re.compile(_BEGIN + _ID.pattern + r"(?![A-Za-z0-9])")
#: Something that was meant as an id: blanks or marks inside, a letter for a digit, any length.
_MEANT = re.compile(
    _BEGIN + r"[Nn][Cc][Tt](?:[ \t:#._–-]{1,2}(?=[0-9]{5})|(?=[A-Za-z]?[0-9]{2}))[0-9A-Za-z]+"
)
_HOW = "Write NCT followed by 8 digits, such as NCT06931145."

#: Shapes of other registries' ids. The first that fits names the registry.
_OTHERS: tuple[tuple[str, str], ...] = (
    (r"(?:EUCT-?)?20\d\d-5\d{5}-\d\d(?:-\d\d)?", "the EU register CTIS"),
    (r"(?:EUCTR-?|EudraCT\W*)?(?:19|20)\d\d-\d{6}-\d\d(?:-[A-Z]{2}|-3rd)?", "EudraCT (EU CTR)"),
    (r"ISRCTN\d+", "ISRCTN"),
    (r"DRKS\d+", "DRKS (Germany)"),
    (r"ACTRN\d+p?", "ANZCTR (Australia and New Zealand)"),
    (r"ChiCTR[-A-Z]*\d+", "ChiCTR (China)"),
    (r"ITMCTR\d+", "ITMCTR (traditional medicine)"),
    (r"(?:JPRN-)?UMIN\d+", "UMIN-CTR (Japan)"),
    (r"(?:JPRN-)?jRCTs?\d+", "jRCT (Japan)"),
    (r"(?:JPRN-)?Japic(?:CTI)?-?\d+", "JapicCTI (Japan)"),
    (r"JPRN-\S+", "the Japanese registries"),
    (r"CTRI/\d{4}/\d+/\d+", "CTRI (India)"),
    (r"NTR\d+|NL-?\d+|NL-OMON\d+", "the Dutch trial register"),
    (r"IRCT\d+(?:N\d+)?", "IRCT (Iran)"),
    (r"KCT\d+", "CRIS (Korea)"),
    (r"PACTR\d+", "PACTR (Africa)"),
    (r"RBR-\w+", "ReBEC (Brazil)"),
    (r"RPCEC\d+", "RPCEC (Cuba)"),
    (r"TCTR\d+", "TCTR (Thailand)"),
    (r"SLCTR/\d{4}/\d+", "SLCTR (Sri Lanka)"),
    (r"LBCTR\d+", "LBCTR (Lebanon)"),
    (r"PER-\d+-\d+", "REPEC (Peru)"),
    (r"PHRR\d+-\d+", "PHRR (Philippines)"),
    (r"SNCTP\d+", "SNCTP (Switzerland)"),
    (r"U1111-\d{4}-\d{4}", "the WHO (a Universal Trial Number)"),
)
_OTHER = tuple((re.compile(shape, re.IGNORECASE), name) for shape, name in _OTHERS)
_OTHER_ANYWHERE = re.compile(
    rf"(?<![\w-])(?:{'|'.join(shape for shape, _ in _OTHERS)})(?![\w-])", re.IGNORECASE
)


class Found(NamedTuple):
    """What a file of ids held."""

    #: Canonical ids, each once, in order.
    ids: list[str]
    #: What was meant as an id and is none, as written, each once, in order.
    malformed: list[str]


def parse_id(text: str) -> str:
    """The canonical form of one id; ``BadTrialId`` says how to mend what is none.

    >>> parse_id(" NCT06931145 ")
    'NCT06931145'
    """
    word = plain(text)
    match = _ID.fullmatch(word)
    if match is not None:
        return _canonical(match)
    raise BadTrialId(word[:80], _why_not(word))


def find_ids(text: str) -> list[str]:
    """All ids in a text, canonical, each once, in order; never a part of a longer word."""
    return list(dict.fromkeys(_canonical(match) for match in _FIND.finditer(text)))


def find_malformed(text: str) -> list[str]:
    """What was meant as an id of ClinicalTrials.gov and is none, each once, in order.

    >>> find_malformed("NCT06931145, NCT0693114555 and NCT 06931145")
    ['NCT0693114555', 'NCT 06931145']
    """
    words = (match.group() for match in _MEANT.finditer(text))
    return list(dict.fromkeys(word for word in words if _ID.fullmatch(word) is None))


def registry_of(text: str) -> str | None:
    """The name of the other registry whose id this is; None for anything else.

    >>> registry_of("ISRCTN12345678")
    'ISRCTN'
    """
    for shape, name in _OTHER:
        if shape.fullmatch(text):
            return name
    return None


def read_ids(data: bytes, name: str) -> Found:
    """All ids in a file: a list, the registry's CSV, a saved page, prose.

    ``name`` is what errors call the file. UTF-8, UTF-16 and Latin-1 are read; ``UsageError`` for
    a file that is empty, packed or holds no id.
    """
    text = decode(data, name)
    found = Found(find_ids(text), find_malformed(text))
    if not found.ids:
        raise UsageError(f"{name} holds no trial id. {_hint(text, found.malformed)}")
    return found


def decode(data: bytes, name: str) -> str:
    """The text of a file in whichever of the usual encodings; ``UsageError`` where it is none."""
    if not data.strip(b"\0 \t\r\n"):
        raise UsageError(f"{name} is empty. It should hold trial ids, in any text around them.")
    for magic, what in _PACKED:
        if data.startswith(magic):
            raise UsageError(f"{name} is {what}, not text. Save it as text or CSV and try again.")
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} is not readable as text ({error.encoding}). Save it as UTF-8 and try again."
        ) from error


_PACKED = (
    (b"PK\x03\x04", "a spreadsheet or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet or document"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"(\xb5/\xfd", "a zstd file"),
    (b"SQLite format 3", "an SQLite database"),
)


def _encoding(data: bytes) -> str:
    """By its byte order mark, then by where its zero bytes stand, then by trying UTF-8."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:4096]
    if b"\0" in start:
        return "utf-16-le" if start[1::2].count(0) >= start[0::2].count(0) else "utf-16-be"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8-sig"


def _canonical(match: re.Match[str]) -> str:
    return "NCT" + match.group(1)


def _why_not(word: str) -> str:
    """The rest of the sentence that begins with the word itself."""
    if not word:
        return f"is no trial id. {_HOW}"
    registry = registry_of(word)
    if registry is not None:
        return f"is an id of {registry}, which is not supported yet. {_HOW}"
    short = _UNPADDED.fullmatch(word)
    if short is not None:
        digits = len(word) - 3
        return (
            f"has {digits} digit{'' if digits == 1 else 's'} where an id has 8. If no digit is "
            f"missing but leading zeros, write NCT{short.group(1).zfill(8)}."
        )
    meant = _mended(word)
    if meant is not None:
        return f"is not written as a trial id. Write {meant}."
    return f"is no trial id. {_HOW}"


def _mended(word: str) -> str | None:
    """The one id that was surely meant, where there is one."""
    within = find_ids(word)
    if len(within) == 1:
        return within[0]
    joined = _ID.fullmatch(re.sub(r"[ :#._–-]", "", word))
    return _canonical(joined) if joined else None


def _hint(text: str, malformed: list[str]) -> str:
    """What a file without ids holds instead, where that can be seen."""
    if malformed:
        return f"{malformed[0]!r} looks like one and is not. {_HOW}"
    other = _OTHER_ANYWHERE.search(text)
    if other is not None:
        word = other.group()
        return f"{word!r} is an id of {registry_of(word)}, which is not supported yet. {_HOW}"
    return _HOW
