"""API v2 of ClinicalTrials.gov as the stand-in speaks it.

Comes in: a path and its parameters.
Goes out: an :class:`~tracker.standin.answers.Answer`, after the manners that are known of the
service: wordings of errors, aliases, coerced page sizes, the token after a full last page.
Does not: serve other formats than JSON, sort or rank; what it cannot do it refuses with 501
rather than answering something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tracker.standin import history
from tracker.standin.answers import Answer, Refused, as_json
from tracker.standin.fields import prune
from tracker.standin.listing import Listing, ids, known_parameters
from tracker.standin.markup import in_html
from tracker.standin.registry import Registry, as_dict

Params = Sequence[tuple[str, str]]


class Api:
    """Answers for one registry; keeps the page tokens that it gave out."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._listing = Listing(registry)
        self._routes: tuple[tuple[re.Pattern[str], Callable[..., Answer]], ...] = (
            (re.compile(r"/api/v2/version"), self._version),
            (re.compile(r"/api/v2/studies"), self._listing.page),
            (re.compile(r"/api/v2/studies/([^/]+)"), self._study),
            (re.compile(r"/api/int/studies/([^/]+)"), self._record),
            (re.compile(r"/api/int/studies/([^/]+)/history"), self._history),
            (re.compile(r"/api/int/studies/([^/]+)/history/([^/]+)"), self._history_version),
        )

    def answer(self, path: str, params: Params) -> Answer:
        """The answer to one GET request."""
        try:
            for form, handle in self._routes:
                if match := form.fullmatch(path):
                    return handle(params, *match.groups())
        except Refused as refused:
            return refused.answer
        return Refused(404, "Not Found").answer

    def _version(self, params: Params) -> Answer:
        known_parameters(params, frozenset())
        return as_json({"apiVersion": "2.0.5", "dataTimestamp": self.registry.version})

    def _study(self, params: Params, asked: str) -> Answer:
        known_parameters(params, frozenset({"format", "markupFormat", "fields"}))
        trial = ids(asked, "nctId")[0]
        study = self.registry.find(trial)
        if study is not None:
            return Answer(200, prune(study, dict(params).get("fields")))
        real = self.registry.resolve(trial)
        if real is None:
            raise Refused(404, f"NCT number {trial} not found")
        return Answer(301, b"", headers=(("Location", f"/api/v2/studies/{real}"),))

    def _record(self, params: Params, asked: str) -> Answer:
        """The record and its history in one, as the service's own pages ask for it."""
        trial = self._on_record(asked)
        answer = {"study": in_html(as_dict(self._today(trial))), "topics": {}}
        if dict(params).get("history") == "true":
            answer["history"] = history.summary(self.registry.submissions(trial))
        return as_json(answer)

    def _history(self, params: Params, asked: str) -> Answer:
        del params
        return as_json(history.summary(self.registry.submissions(self._on_record(asked))))

    def _history_version(self, params: Params, asked: str, number: str) -> Answer:
        if "patchToVersion" in dict(params):
            raise Refused(501, "The stand-in registry does not make patches")
        trial = self._on_record(asked)
        submissions = self.registry.submissions(trial)
        if not number.isdecimal() or int(number) >= len(submissions):
            raise Refused(404, f"Version {number} not found")
        return as_json(history.version(submissions, int(number), self._today(trial)))

    def _on_record(self, asked: str) -> str:
        """The id that was asked for, if the registry holds it today."""
        trial = ids(asked, "nctId")[0]
        self._today(trial)
        return trial

    def _today(self, trial: str) -> bytes:
        study = self.registry.find(trial)
        if study is None:
            raise Refused(404, f"NCT number {trial} not found")
        return study
