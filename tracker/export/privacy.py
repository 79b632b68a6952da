"""What a copy that is published must not hold: how to reach people.

Comes in: records, changes and texts as they are stored.
Goes out: the same without contact data.
Does not: know tables or files.

The rule, by which everything here goes:

1. Central contacts and the contacts of sites are left out whole, whatever is in them. Of the point
   of contact for results only the organisation stays.
2. Telephone numbers and e-mail addresses are left out wherever a field is made for them, and
   addresses wherever they stand in running text.
3. Changes of what is left out are left out with it.
4. Who is responsible stays: overall officials, the responsible party, investigators. Their names
   say who answers for a trial, as authors do for a paper, and not how to reach them.

A telephone number in running text stays, as nothing tells it from other numbers.

>>> public_text("write to jane.doe+trial@example.org.")
'write to [e-mail left out].'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from tracker.canonical import content_hash
from tracker.record import Record

#: What stands in the place of an address.
LEFT_OUT = "[e-mail left out]"

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
#: Fields that hold contact data, in our names and in those of the registry.
_CONTACTS = frozenset(
    (
        *("contacts", "centralContacts", "overallContacts", "central_contacts"),
        *("email", "phone", "phone_ext", "phoneExt"),
    )
)
_POINTS = frozenset(("point_of_contact", "pointOfContact"))
_OF_POINT = frozenset(("organization",))


def public_record(record_json: bytes) -> tuple[bytes, str]:
    """A record as JSON without contact data, and the hash of what it then says."""
    plain = public_value(msgspec.json.decode(record_json))
    record = msgspec.convert(plain, Record)
    return msgspec.json.encode(record), content_hash(record)


def public_value(value: Any) -> Any:
    """A value of a record, as JSON has it, without contact data."""
    if isinstance(value, str):
        return public_text(value)
    if isinstance(value, list | tuple):
        return [public_value(one) for one in value]
    if isinstance(value, dict):
        return {
            name: _point(one) if name in _POINTS else public_value(one)
            for name, one in value.items()
            if name not in _CONTACTS
        }
    return value


def _point(value: Any) -> Any:
    if not isinstance(value, dict):
        return None
    return {name: public_text(one) for name, one in value.items() if name in _OF_POINT}


def public_text(text: str) -> str:
    """A text without e-mail addresses."""
    return _EMAIL.sub(_without, text) if "@" in text else text


def _without(match: re.Match[str]) -> str:
    # What ends a sentence is no part of the address.
    end = match.group()[len(match.group().rstrip(".-_")) :]
    return LEFT_OUT + end


def is_public(path: Sequence[str]) -> bool:
    """Whether a change at this place of a record may be told.

    >>> is_public(("sites", "hôpital a|lyon", "contacts")), is_public(("sites", "hôpital a|lyon"))
    (False, True)
    """
    if path[0] in _CONTACTS or path[-1] in _CONTACTS:
        return False
    point = next((place for place, name in enumerate(path) if name in _POINTS), None)
    return point is None or path[-1] in _OF_POINT
