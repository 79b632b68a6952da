"""What the rules of the sites family say: one finding for all sites of a kind in a step.

    Ledger, a step, what happened to which sites -> Finding

Comes in: a Life and a part of its ledger. Goes out: Findings. Does not: decide which sites.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.diff.countries import same_country
from tracker.diff.identity import name_of
from tracker.events.base import Evidence, Life, Step, compare_link
from tracker.events.finding import Finding, happened, known, registry_day
from tracker.events.ledger import ledger
from tracker.events.phrasing import listed, quoted
from tracker.events.places import Moment, Place

#: So many sites a headline names, and so many the evidence shows; the facts hold all.
NAMED, SHOWN = 3, 40

Told = list[tuple[Place, Moment]]


def steps_of(life: Life) -> Iterator[tuple[int, Step, dict[str, Told]]]:
    """Each step in which something happened to sites, with what did, by kind."""
    for number, happenings in ledger(life).happenings.items():
        yield number, life.steps[number], {one.what: list(one.places) for one in happenings}


def of_sites(life: Life, number: int, said: str, places: Told) -> Finding:
    """What happened to some sites in one step."""
    step = life.steps[number]
    before, after = ledger(life).counts[number : number + 2]
    names = [name_of(moment.site) for _, moment in places]
    return Finding(
        key=(registry_day(step.after), *sorted(names)),
        date=happened(step),
        known_by=known(step.after, silent=step.silent),
        versions=(step.before.number, step.after.number),
        headline=_headline(said, names, places),
        facts={
            "count": len(places),
            "sites": [_row(moment) for _, moment in places],
            "listed": [before.listed, after.listed],
            "open": [before.open, after.open],
        },
        evidence=_evidence(life, step, places),
    )


def countries_around(life: Life, number: int) -> tuple[set[str], set[str]]:
    """The countries that the versions around a step list."""
    counts = ledger(life).counts
    return set(counts[number].by_country), set(counts[number + 1].by_country)


def of_countries(
    life: Life, number: int, said: str, countries: list[str], places: Told, facts: dict[str, Any]
) -> Finding:
    """Countries that came or went in one step, with the sites by which they did."""
    step = life.steps[number]
    there = [one for one in places if same_country(one[1].site.country or "") in countries]
    names = [name_of(moment.site) for _, moment in there]
    named = listed([name or "a country that is not named" for name in countries])
    return Finding(
        key=(registry_day(step.after), *countries),
        date=happened(step),
        known_by=known(step.after, silent=step.silent),
        versions=(step.before.number, step.after.number),
        headline=f"The trial {said} {named}, with {_counted(names)}",
        facts={"countries": countries, "count": len(names), "sites": names, **facts},
        evidence=_evidence(life, step, there),
    )


def _counted(names: list[str]) -> str:
    return "1 site" if len(names) == 1 else f"{len(names)} sites"


def _evidence(life: Life, step: Step, places: Told) -> tuple[Evidence, ...]:
    """The first of the entries that changed; the facts hold all of them."""
    link = compare_link(life.trial, step.before, step.after)
    return tuple(
        Evidence(
            "sites" if moment.what in _OF_ENTRIES else "sites.status",
            moment.before,
            moment.after,
            item=name_of(moment.site),
            link=link,
        )
        for _, moment in places[:SHOWN]
    )


_OF_ENTRIES = ("renamed", "added", "returned", "removed")


def _row(moment: Moment) -> dict[str, Any]:
    """A site in the facts of an event, as it was called then."""
    site = moment.site
    row = {"name": name_of(site), "city": site.city, "country": same_country(site.country or "")}
    row |= {"before": moment.before, "after": moment.after}
    return row | ({"returned": True} if moment.what == "returned" else {})


def _headline(said: str, names: list[str], places: Told) -> str:
    """What happened, to how many sites, and the names of the first; names hold commas."""
    if len(names) == 1:
        moment = places[0][1]
        if moment.what != "renamed":
            return f"Site {said}: {names[0]}"
        if moment.before == moment.after:
            return f"Site listed with another address: {names[0]}"
        return f"Site renamed from {quoted(moment.before)} to {quoted(moment.after)}"
    shown = names[:NAMED]
    if len(names) > len(shown):
        shown = [*shown, f"and {len(names) - len(shown)} more"]
    return f"{len(names)} sites {said}: {'; '.join(shown)}"
