"""One trial in short, as ``watch`` shows what it found.

Comes in: a trial as its newest version shows it.
Goes out: a few lines with labels. Absent is absent: what is not given has no line.
Does not: look anything up.
"""

from __future__ import annotations

from collections.abc import Iterator

from tracker.report import facts
from tracker.report.entries import counted
from tracker.report.lines import Line, faint, ident, label, line, title
from tracker.store.rows import Trial

#: Cells of the column of labels.
_LABELS = 13
#: Countries that are named.
_COUNTRIES = 6


def card(trial: Trial, note: str | None = None) -> Iterator[Line]:
    """The card of a trial; ``note`` stands behind its id ("first look", "already watched")."""
    said = (faint(f"  {note}"),) if note else ()
    yield line(ident(trial.id), *said)
    yield line(title(trial.title or "(without a title)"), indent=2, hang=0)
    for name, text in _rows(trial):
        if text:
            row = (label(name.ljust(_LABELS)), text)
            yield line(*row, indent=2, hang=_LABELS)
    address = facts.link(trial.id, trial.registry)
    if address:
        yield line(faint(address), indent=2)


def _rows(trial: Trial) -> Iterator[tuple[str, str | None]]:
    yield "status", _status(trial)
    yield "enrolment", facts.enrolment(trial)
    yield "dates", ", ".join(f"{name} {date}" for name, date in facts.dates(trial))
    yield "sponsor", trial.lead_sponsor
    yield "phase", facts.phases(trial)
    yield "conditions", _several(trial.conditions)
    yield "sites", _places(trial)
    yield "outcomes", _outcomes(trial)
    yield "results", f"posted {trial.results_first_posted}" if trial.has_results else None
    yield "gone", trial.gone_since and f"since {trial.gone_since[:10]}: {trial.gone_reason}"


def _status(trial: Trial) -> str | None:
    said = facts.status(trial)
    return f"{said}: {trial.why_stopped}" if said and trial.why_stopped else said


def _places(trial: Trial) -> str | None:
    where = facts.places(trial)
    return f"{where} ({_several(trial.countries)})" if where and trial.countries else where


def _several(names: tuple[str, ...]) -> str:
    more = len(names) - _COUNTRIES
    said = ", ".join(names[:_COUNTRIES])
    return f"{said} and {more} more" if more > 0 else said


def _outcomes(trial: Trial) -> str | None:
    counts = (
        ("primary outcome", trial.primary_outcome_count),
        ("secondary outcome", trial.secondary_outcome_count),
        ("other outcome", trial.other_outcome_count),
    )
    return ", ".join(counted(noun, count) for noun, count in counts if count) or None
