"""What is known, told in full: reports and dossiers in the public Python API.

Comes in: what narrows a report; an id. Goes out: the report or page as text, or what it is made of.
Does not: give it a form itself, note that a report was made, or write files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tracker.archive import Archive
from tracker.archive.choice import chosen

if TYPE_CHECKING:
    from tracker.report.dossier.case import Case
    from tracker.report.edition import Edition


class Telling(Archive):
    """A database of trials that tells of them."""

    # Rules and forms take a while to load, which no other command should wait for: hence late.

    def report(
        self,
        form: str = "text",
        *,
        since: str | None = None,
        trial: str | None = None,
        rule: str | None = None,
        family: str | Iterable[str] | None = None,
        tag: str | None = None,
    ) -> str:
        """Events and changes as text, in one of the forms that ``tracker report`` has.

        ``form``: text, markdown, html, jsonl, csv, atom, json-feed or ics. ``since``: a date, a
        length of time ("7d"), or "last": since ``tracker report`` last made one of this kind. A
        call of this method notes nothing.
        """
        from tracker.report.formats import FORMATS

        chosen(form, [*FORMATS], "format")
        made = self._edition(form, FORMATS[form].dates, since, trial, rule, family, tag)
        return "".join(FORMATS[form].render(made))

    def edition(
        self,
        *,
        since: str | None = None,
        trial: str | None = None,
        rule: str | None = None,
        family: str | Iterable[str] | None = None,
        tag: str | None = None,
    ) -> Edition:
        """The same as values: news trial by trial, what matters first, and dates to come."""
        return self._edition("text", True, since, trial, rule, family, tag)

    def _edition(
        self,
        form: str,
        dates: bool,
        since: str | None,
        trial: str | None,
        rule: str | None,
        family: str | Iterable[str] | None,
        tag: str | None,
    ) -> Edition:
        from tracker.archive.reporting import Question, report_of

        families = (family,) if isinstance(family, str) else tuple(family or ())
        asked = Question(
            since=since, trial=trial, rule=rule, families=families, tag=tag, dates=dates, form=form
        )
        return report_of(self, asked)

    def dossier(self, trial: str, *, manuscript: str | None = None) -> str:
        """A trial's registration on one page of HTML, which asks for nothing else.

        ``manuscript``: the day of a manuscript, to compare with what stood then. Charts need the
        extra ``charts``; without it their tables say the same.
        """
        from tracker.report.dossier.page import render

        return "".join(render(self.case(trial, manuscript=manuscript)))

    def case(self, trial: str, *, manuscript: str | None = None) -> Case:
        """What a dossier is made of, as values: versions, changes, events, anchors, open points."""
        from tracker.archive.dossier import case_of

        return case_of(self, trial, manuscript)
