"""The registry's classic XML: ``<clinical_study>``, as it was served until June 2024.

Comes in: one XML file. Goes out: the same Record as from API v2, and what this form does not show.
Does not: fetch; the service is gone, and the files are in people's archives.

The XML is put into the shape of an API v2 study, by tables, and read by the reader of that. So one
place knows where a fact goes in the Record, and words and texts come to one form.
"""

from __future__ import annotations

import hashlib
import re

from msgspec import Struct

from tracker.errors import ReadError
from tracker.sources.base import Entry, Page, Reading
from tracker.sources.classic import retired
from tracker.sources.classic.hidden import hidden_in
from tracker.sources.classic.markup import parsed
from tracker.sources.classic.study import study_of
from tracker.sources.classic.words import day
from tracker.sources.ctgov.reader import read_study

#: What stands around a record and is another one in each download.
_AROUND = re.compile(rb"<required_header>.*?</required_header>|<clinical_study[^>]*>", re.DOTALL)
_DOWNLOADED = re.compile(rb"<download_date>[^<]*?\bon ([A-Z][a-z]+ \d{1,2}, \d{4})")
_ID = re.compile(rb"<nct_id>\s*([^<\s]+)\s*</nct_id>")
_ALIAS = re.compile(rb"<nct_alias>\s*([^<\s]+)\s*</nct_alias>")


class ClassicSource(Struct, frozen=True):
    """Reader of classic XML; the records are the registry's own, in its lineage."""

    name: str = "classic"
    registry: str = "ctgov"
    lineage: str = "ctgov"
    reader: int = 1

    def split(self, body: bytes) -> Page:
        """The one record of a file. ``ReadError`` if it is none."""
        found = _ID.search(body)
        if found is None or b"<clinical_study" not in body:
            raise ReadError("not_a_trial", "it is XML, but no <clinical_study> of the registry")
        parsed(body)
        mark = hashlib.sha256(_AROUND.sub(b"", body)).digest()[:16]
        aliases = tuple(alias.decode("ascii", "replace") for alias in _ALIAS.findall(body))
        return Page((Entry(found[1].decode("ascii", "replace"), body, mark, aliases),), None, 1)

    def read(self, payload: bytes) -> Reading:
        """Read one file into a Record."""
        root = parsed(payload)
        study = study_of(root)
        record, drift = read_study(study)
        unheard = retired.unheard_of(study)
        told = tuple(one for one in drift if one.path != retired.KEY) + unheard
        own = download_date(payload)
        return Reading(record.identification.id, record, own, told, hidden_in(root))


def download_date(payload: bytes) -> str | None:
    """The day on which the registry made the file, from its own header.

    >>> download_date(b"<download_date>Processed this data on April 13, 2016</download_date>")
    '2016-04-13'
    """
    found = _DOWNLOADED.search(payload)
    return day(found[1].decode()) if found else None
