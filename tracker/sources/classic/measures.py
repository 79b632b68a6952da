"""Groups, measures and values of the old form's results.

Comes in: elements of ``<clinical_results>``. Goes out: parts of ``resultsSection``.
Does not: know which outcome or characteristic it is about.

Two shapes are read: rows under ``category_list`` (until 2017), which became classes, and
``class_list`` with categories below (since).
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.kinds import Rows, a_text, a_word, entries, filled
from tracker.sources.classic.markup import children, prose, text

_PREFIXES = {"P": "FG", "B": "BG", "O": "OG", "E": "EG"}
GROUP: Rows = (
    (".", "id", lambda group: group_id(group.get("group_id"))),
    ("title", "title", a_text),
    ("description", "description", prose),
)
MEASURE: Rows = (
    ("title", "title", a_text),
    ("description", "description", prose),
    ("population", "populationDescription", prose),
    ("param", "paramType", a_word),
    ("dispersion", "dispersionType", a_word),
    ("units", "unitOfMeasure", a_text),
    ("units_analyzed", "denomUnitsSelected", a_text),
    (".", "denoms", lambda measure: denoms_of(measure)),
    (".", "classes", lambda measure: classes_of(measure)),
)

#: Characteristics that the form offers by name, what the registry calls them now, and whether
#: their rows are categories that people are counted in.
_OFFERED = {
    "Age": ("Age, Continuous", False),
    "Gender": ("Sex: Female, Male", True),
    "Race (NIH/OMB)": ("Race (NIH/OMB)", True),
    "Ethnicity (NIH/OMB)": ("Ethnicity (NIH/OMB)", True),
}
_NUMBERED = "Number of Participants"


def group_id(old: str | None) -> str | None:
    """The number of a group as it is written since.

    >>> group_id("O12"), group_id("FG001")
    ('OG011', 'FG001')
    """
    if old is None or old[:1] not in _PREFIXES or not old[1:].isdigit():
        return old
    return f"{_PREFIXES[old[0]]}{int(old[1:]) - 1:03}"


def groups_of(module: Element) -> list[dict[str, Any]]:
    """The groups of a module."""
    return entries(children(module, "group_list/group"), GROUP)


def baseline_of(baseline: Element) -> dict[str, Any]:
    """The characteristics at the beginning."""
    measures = list(children(baseline, "measure_list/measure"))
    numbered = [one for one in measures if text(one.find("title")) == _NUMBERED]
    denoms = counted(numbered[0]) if numbered else denoms_of(baseline)
    return filled(
        {
            "populationDescription": prose(baseline.find("population")),
            "groups": groups_of(baseline),
            "denoms": denoms,
            "measures": [_characteristic(one, denoms) for one in measures if one not in numbered],
        }
    )


def _characteristic(measure: Element, denoms: list[dict[str, Any]]) -> dict[str, Any]:
    """A measure; of those that the form offers, under today's name and as counts of people."""
    made: dict[str, Any] = entries([measure], MEASURE)[0]
    title, counts = _OFFERED.get(made.get("title", ""), ("", False))
    if title == "Age, Continuous" and made.get("paramType") == "NUMBER":
        title, counts = "Age, Categorical", True
    if title and measure.find("category_list") is not None:
        made["title"] = title
        rows = _rows(measure, "category_list/category")
        if counts and _add_up(rows, denoms):
            made["paramType"], made["unitOfMeasure"] = "COUNT_OF_PARTICIPANTS", "Participants"
            made["classes"] = [{"categories": rows}]
    return made


def _add_up(rows: list[dict[str, Any]], denoms: list[dict[str, Any]]) -> bool:
    """Whether rows count each participant of each group once: then they became categories."""
    sums: Counter[str] = Counter()
    for value in (value for row in rows for value in row.get("measurements", ())):
        if not value.get("value", "").isdigit():
            return False
        sums[value["groupId"]] += int(value["value"])
    people = {one["groupId"]: one.get("value") for denom in denoms for one in denom["counts"]}
    return {group: str(count) for group, count in sums.items()} == people


def is_number_analysed(measure: Element) -> bool:
    """Whether a measure only says how many people, or eyes, or lesions, were analysed."""
    title, units = text(measure.find("title")), text(measure.find("units"))
    return title in (_NUMBERED, f"Number of {units} analyzed")


def counted(measure: Element) -> list[dict[str, Any]]:
    """The numbers analysed that stood as a measure of their own."""
    units = (
        "Participants" if text(measure.find("title")) == _NUMBERED else text(measure.find("units"))
    )
    counts = [
        filled({"groupId": group_id(one.get("group_id")), "value": one.get("value")})
        for one in measure.iter("measurement")
    ]
    return [{"units": units, "counts": counts}] if counts else []


def denoms_of(element: Element) -> list[dict[str, Any]]:
    """The numbers analysed, as they stand since 2017."""
    made = []
    for one in children(element, "analyzed_list/analyzed"):
        counts = [
            filled({"groupId": group_id(count.get("group_id")), "value": count.get("value")})
            for count in children(one, "count_list/count")
        ]
        made.append(filled({"units": text(one.find("units")), "counts": counts}))
    return made


def classes_of(measure: Element) -> list[dict[str, Any]]:
    """The rows of values."""
    made = [
        filled(
            {
                "title": text(one.find("title")),
                "denoms": denoms_of(one),
                "categories": _rows(one, "category_list/category"),
            }
        )
        for one in children(measure, "class_list/class")
    ]
    spread = measure.find("dispersion") is not None
    for row in _rows(measure, "category_list/category", spread=spread):
        if not any("value" in value for value in row.get("measurements", ())):
            continue  # a row in which nobody was measured is shown no more
        title = row.pop("title", None)
        made.append(filled({"title": title, "categories": [row]}))
    return made


def _rows(element: Element, path: str, *, spread: bool = False) -> list[dict[str, Any]]:
    return [
        filled(
            {
                "title": text(one.find("sub_title")) or text(one.find("title")),
                "measurements": [
                    _value(value, spread=spread)
                    for value in children(one, "measurement_list/measurement")
                ],
            }
        )
        for one in children(element, path)
    ]


def _value(one: Element, *, spread: bool) -> dict[str, Any]:
    """A value; where a dispersion was to be given and is not, NA stands for it since."""
    ranged = one.get("lower_limit") is not None or one.get("upper_limit") is not None
    missing = "NA" if spread and not ranged and one.get("value") is not None else None
    return filled(
        {
            "groupId": group_id(one.get("group_id")),
            "value": one.get("value"),
            "spread": one.get("spread") or missing,
            "lowerLimit": one.get("lower_limit"),
            "upperLimit": one.get("upper_limit"),
            "comment": prose(one),
        }
    )
