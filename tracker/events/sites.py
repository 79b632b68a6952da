"""The sites family: where a trial runs, and what becomes of each place.

    Life -> Ledger -> one event a rule and step, with the list of sites in its facts

Comes in: a Life. Goes out: Events of the family "sites"; ``ledger`` is public for reports.
Does not: tell four hundred events of a bulk edit: what happened to many sites in one version is one
event.

The wishes and the errors are those of peers: cthist #20 asks for sites added and removed over time;
logs that compare lists by position told of a site that "moved" from South Brisbane to Taichung
(change semantics, measured 3 and thing 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tracker.events.anchors import status_of
from tracker.events.base import Life, Rule, Snapshot
from tracker.events.finding import Finder, Finding
from tracker.events.ledger import ledger
from tracker.events.places import Ledger
from tracker.events.site_findings import countries_around, of_countries, of_sites, steps_of
from tracker.events.transitions import NYR

__all__ = ["RULES", "Ledger", "ledger"]

_NOW = "recruiting now, with no status shown before"
_SOURCE = "Change semantics, measured 3 and thing 10 (cthist issue 20)"


def _of_kinds(life: Life, said: str, *kinds: str) -> Iterator[Finding]:
    """One finding for each step in which something of these kinds happened."""
    for number, _, told in steps_of(life):
        places = [one for kind in kinds for one in told.get(kind, ())]
        if places:
            yield of_sites(life, number, said, places)


def opened(life: Life) -> Iterator[Finding]:
    """Sites that began to recruit, of those that were listed before (thing 10).

    The registry shows no status of sites while a trial does not recruit. Sites that are shown as
    recruiting after such a time may have done so before: that they opened is not said of them.
    """
    for number, step, told in steps_of(life):
        new = {id(place) for place, _ in (*told.get("added", ()), *told.get("returned", ()))}
        places = [one for one in told.get("opened", ()) if id(one[0]) not in new]
        hidden = status_of(step.before) != NYR
        unsure = [one for one in places if hidden and one[1].before is None]
        sure = [one for one in places if one not in unsure]
        for said, some in (("opened", sure), (_NOW, unsure)):
            if some:
                yield of_sites(life, number, said, some)


def closed(life: Life) -> Iterator[Finding]:
    """Sites that stopped recruiting for good: active, completed or terminated (thing 10).

    A status that is no longer shown, as when the whole trial stops recruiting, is not one.
    """
    return _of_kinds(life, "closed", "closed")


def suspended(life: Life) -> Iterator[Finding]:
    """Sites whose recruitment is suspended (thing 10)."""
    return _of_kinds(life, "suspended", "suspended")


def withdrawn(life: Life) -> Iterator[Finding]:
    """Sites that were withdrawn (thing 10)."""
    return _of_kinds(life, "withdrawn", "withdrawn")


def reopened(life: Life) -> Iterator[Finding]:
    """Sites that recruit again after they had stopped, or had no longer been shown (thing 10)."""
    return _of_kinds(life, "recruiting again", "reopened")


def added(life: Life) -> Iterator[Finding]:
    """Sites that were not listed in the version before, new ones and ones that are back (thing 10).

    One that is listed as recruiting at once is told here, and in the ledger as opened.
    """
    return _of_kinds(life, "added", "added", "returned")


def removed(life: Life) -> Iterator[Finding]:
    """Sites that the version after no longer lists, under any name (thing 10)."""
    return _of_kinds(life, "removed", "removed")


def renamed(life: Life) -> Iterator[Finding]:
    """One out and one in at one address or position: the same place (thing 10)."""
    return _of_kinds(life, "renamed", "renamed")


def first_opened(life: Life) -> Iterator[Finding]:
    """The first site that recruited, of a trial that was seen without one (thing 10).

    Nothing is said where a version before may hide that a site recruited: a trial that had begun,
    whose sites are listed without a status. Of what was before the oldest version nothing is known.
    """
    if not life.steps or any(place.was_open_at_first for place in ledger(life).places):
        return
    all_seen = life.complete or status_of(life.snapshots[0]) == NYR
    said = "the first of the trial" if all_seen else "the first that was seen"
    for number, _, told in steps_of(life):
        if any(map(_hides_status, life.snapshots[: number + 1])):
            return
        if "opened" in told:
            yield of_sites(life, number, f"recruiting, {said}", told["opened"])
            return


def _hides_status(version: Snapshot) -> bool:
    """Whether a version lists sites of a trial that has begun, and does not say how they are."""
    return status_of(version) != NYR and any(not one.status for one in version.record.sites)


def country_entered(life: Life) -> Iterator[Finding]:
    """Countries whose first site was listed, or that are back (thing 10); one event a step."""
    seen = set[str]()
    for number, _, told in steps_of(life):
        before, after = countries_around(life, number)
        seen |= before
        came = [one for kind in ("added", "returned", "renamed") for one in told.get(kind, ())]
        for back, said in ((False, "came to"), (True, "is back in")):
            countries = sorted(c for c in after - before if (c in seen) is back)
            if countries:
                facts = {"returned": back, "first_sites": not before}
                yield of_countries(life, number, said, countries, came, facts)
        seen |= after


def country_left(life: Life) -> Iterator[Finding]:
    """Countries of which no site is listed any more (thing 10); one event a step."""
    for number, _, told in steps_of(life):
        before, after = countries_around(life, number)
        countries = sorted(before - after)
        if countries:
            went = told.get("removed", [])
            facts = {"no_sites_left": not after}
            yield of_countries(life, number, "left", countries, went, facts)


def _rule(
    name: str,
    find: Callable[[Life], Iterable[Finding]],
    finds: str,
    example: str,
    not_claimed: str = "That the site did so on that day: the version says it, not the day.",
    *,
    version: int = 1,
) -> Rule:
    return Rule(
        id=name,
        family="sites",
        version=version,
        finds=finds,
        source=_SOURCE,
        example=example,
        not_claimed=not_claimed,
        find=Finder(name, "sites", version, find),
    )


RULES: tuple[Rule, ...] = (
    _rule(
        "site_opened",
        opened,
        "Listed sites that began to recruit, or are shown as recruiting after a time without a "
        "status.",
        "Site opened: Hospital Gamma, Ulm, Germany",
        version=2,
    ),
    _rule(
        "site_closed",
        closed,
        "Sites that stopped recruiting for good.",
        "Site closed: Hospital Alpha, Lyon, France",
    ),
    _rule(
        "site_suspended",
        suspended,
        "Sites whose recruitment is suspended.",
        "Site suspended: Hospital Alpha, Lyon, France",
    ),
    _rule(
        "site_withdrawn",
        withdrawn,
        "Sites that were withdrawn.",
        "Site withdrawn: Hospital Gamma, Ulm, Germany",
    ),
    _rule(
        "site_reopened",
        reopened,
        "Sites that recruit again.",
        "Site recruiting again: Hospital Alpha, Lyon, France",
    ),
    _rule(
        "site_added",
        added,
        "Sites that the version before did not list.",
        "Site added: Hospital Beta, Nice, France",
    ),
    _rule(
        "site_removed",
        removed,
        "Sites that the version after no longer lists.",
        "Site removed: Hospital Gamma, Ulm, Germany",
        "That the site closed: it may have been listed by mistake, or under a name and an address "
        "that cannot be recognised.",
    ),
    _rule(
        "site_renamed",
        renamed,
        "One site out and one in at one address or position.",
        "Site renamed from “Local Institution - 0062, Ulm, Germany” to “University of Examples, "
        "Ulm, Germany”",
        "That it is the same institution: the same place is what the record shows.",
    ),
    _rule(
        "site_first_opened",
        first_opened,
        "The first sites of a trial that recruit.",
        "2 sites recruiting, the first that was seen: Hospital Alpha, Lyon, France; Hospital Beta, "
        "Nice, France",
        version=2,
    ),
    _rule(
        "site_country_entered",
        country_entered,
        "The first sites of a country, or the first since it left.",
        "The trial came to Germany, with 1 site",
    ),
    _rule(
        "site_country_left",
        country_left,
        "No site of a country is listed any more.",
        "The trial left Germany, with 1 site",
        "That nobody of that country takes part any more.",
    ),
)
