"""How a trial is built, in the old form: design, arms, interventions, outcomes, expanded access.

Comes in: the root of the XML. Goes out: parts of a study with their places.
Does not: know the rest of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from tracker.sources.classic.kinds import Rows, a_text, a_word, a_yes, entries, filled
from tracker.sources.classic.markup import children, prose, text
from tracker.sources.classic.words import word

_DESIGN = "protocolSection.designModule."

#: Names in the one line that the design was until 2016.
_NAMES = {
    "Allocation": "allocation",
    "Intervention Model": "interventionModel",
    "Primary Purpose": "primaryPurpose",
    "Observational Model": "observationalModel",
    "Time Perspective": "timePerspective",
    "Masking": "masking",
    "Endpoint Classification": "",
}
_BETWEEN = re.compile(rf"(?:^|, )({'|'.join(_NAMES)}): ")

_INFO = {
    "allocation": "allocation",
    "intervention_model": "interventionModel",
    "primary_purpose": "primaryPurpose",
    "observational_model": "observationalModel",
    "time_perspective": "timePerspective",
    "masking": "masking",
}
_BLIND = re.compile(r"[ -]blind$", re.IGNORECASE)
_MASKED = ("NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE")

ARM: Rows = (
    ("arm_group_label", "label", a_text),
    ("arm_group_type", "type", a_word),
    ("description", "description", prose),
)
INTERVENTION: Rows = (
    ("intervention_type", "type", a_word),
    ("intervention_name", "name", a_text),
    ("description", "description", prose),
    (".", "armGroupLabels", lambda one: _texts(one, "arm_group_label")),
    (".", "otherNames", lambda one: _texts(one, "other_name")),
)
OUTCOME: Rows = (
    ("measure", "measure", a_text),
    ("time_frame", "timeFrame", a_text),
    ("description", "description", prose),
)
_EXPANDED = {
    "expanded_access_type_individual": "individual",
    "expanded_access_type_intermediate": "intermediate",
    "expanded_access_type_treatment": "treatment",
}


def a_study_type(element: Element) -> str | None:
    """The type of a study; a patient registry is an observational study."""
    said = text(element)
    return word(said.partition("[")[0].strip()) if said else None


def parts(root: Element) -> Iterator[tuple[str, Any]]:
    """All that is about the design."""
    if "[Patient Registry]" in (text(root.find("study_type")) or ""):
        yield _DESIGN + "patientRegistry", True
    enrollment = root.find("enrollment")
    if enrollment is not None and enrollment.get("type"):
        yield _DESIGN + "enrollmentInfo.type", word(enrollment.get("type") or "")
    yield _DESIGN + "designInfo", _design_info(root)
    info = root.find("expanded_access_info")
    if info is not None:
        types = {key: a_yes(one) for name, key in _EXPANDED.items() for one in children(info, name)}
        yield _DESIGN + "expandedAccessTypes", filled(types)
    module = "protocolSection.armsInterventionsModule."
    yield module + "armGroups", entries(children(root, "arm_group"), ARM)
    yield module + "interventions", entries(children(root, "intervention"), INTERVENTION)
    for kind in ("primary", "secondary", "other"):
        place = f"protocolSection.outcomesModule.{kind}Outcomes"
        yield place, [*_outcomes(root, kind)]


def _outcomes(root: Element, kind: str) -> Iterator[dict[str, Any]]:
    """Outcomes; one without a description has that of its results, as the registry joined them."""
    described = {
        text(one.find("title")): prose(one.find("description"))
        for one in children(root, "clinical_results/outcome_list/outcome")
        if (text(one.find("type")) or "").lower().startswith(kind)
    }
    for outcome in entries(children(root, f"{kind}_outcome"), OUTCOME):
        words = described.get(outcome.get("measure"))
        yield {"description": words, **outcome} if words else outcome


def _texts(element: Element, path: str) -> list[str]:
    return [said for one in children(element, path) if (said := text(one))]


def _design_info(root: Element) -> dict[str, Any]:
    """The design, from its one line or, since 2017, from elements of its own."""
    said = _from_line(text(root.find("study_design")) or "")
    info = root.find("study_design_info")
    for name, key in _INFO.items():
        label = text(info.find(name)) if info is not None else None
        if label:
            said[key] = label
    masking = said.pop("masking", None)
    made: dict[str, Any] = {key: word(label) for key, label in said.items()}
    for name, key in (("intervention_model", "interventionModel"), ("masking", "masking")):
        described = prose(info.find(f"{name}_description")) if info is not None else None
        if described and key == "interventionModel":
            made["interventionModelDescription"] = described
        elif described:
            made["maskingInfo"] = {"maskingDescription": described}
    if made.get("interventionModel") == "SINGLE_GROUP":
        made.setdefault("allocation", "NA")  # the registry has since filled it in
    if masking:
        made.setdefault("maskingInfo", {}).update(masking_info(masking))
    return made


def _from_line(line: str) -> dict[str, str]:
    """The values of the one line; no value holds a name that is followed by a colon."""
    _, *rest = _BETWEEN.split(line)
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return {_NAMES[name]: value for name, value in pairs if _NAMES[name]}


def masking_info(label: str) -> dict[str, Any]:
    """Who is masked, and as how many that counts.

    Until 2017 three or four masked roles were still called double blind; the registry has since
    counted them, and so do we.

    >>> masking_info("Double Blind (Subject, Investigator, Outcomes Assessor)")["masking"]
    'TRIPLE'
    """
    kind, _, rest = label.partition(" (")
    who = [word(role.strip()) for role in rest.rstrip(")").split(",") if role.strip()]
    if "OPEN_LABEL" in who or label.lower().startswith(("open label", "none", "no masking")):
        return {"masking": "NONE"}
    masking = _MASKED[len(who)] if 0 < len(who) < len(_MASKED) else word(_BLIND.sub("", kind))
    return filled({"masking": masking, "whoMasked": who})
