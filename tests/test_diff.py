"""The diff: what changed, said once, matched by identity; exact on real days."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Lines, Poll
from tests.studies import SOURCE, edited, read, shuffled, studies, study
from tracker.canonical import canonical, content_hash
from tracker.changes import CATEGORIES, Change
from tracker.diff import diff
from tracker.diff.identity import key_of
from tracker.record import Part, Record


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[Change, ...]:
    """The changes between two studies."""
    return diff(read(before), read(after))


def only(found: tuple[Change, ...]) -> Change:
    """The one change that there must be."""
    assert len(found) == 1, [change.summary for change in found]
    return found[0]


# -- single values ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (
            {"statusModule__overallStatus": "COMPLETED"},
            "Status changed from recruiting to completed",
        ),
        (
            {"statusModule__primaryCompletionDateStruct__date": "2027-11-30"},
            "Primary completion moved 11 months later, from 2026-12-31 to 2027-11-30 (both estimated)",  # noqa: E501
        ),
        (
            {"statusModule__completionDateStruct__date": "2027-06-20"},
            "Completion made more precise, from 2027-06 to 2027-06-20 (both estimated)",
        ),
        (
            {"designModule__enrollmentInfo__count": 60},
            "Enrolment lowered from 120 to 60, 50% (both estimated)",
        ),
        (
            {"designModule__phases": ["PHASE3"]},
            "Phases changed from phase 2 and phase 3 to phase 3",
        ),
        ({"identificationModule__acronym": None}, "Acronym removed (it was “SYNTH”)"),
        (
            {"sponsorCollaboratorsModule__leadSponsor__name": "Example Pharma"},
            "Lead sponsor changed from “Example University” to “Example Pharma”",
        ),
    ],
)
def test_a_changed_value_is_told_in_a_sentence(edit: dict[str, Any], sentence: str) -> None:
    """One edit of one value is one change with one plain sentence."""
    assert only(changes(study(), edited(**edit))).summary == sentence


def test_absent_is_told_as_none() -> None:
    """A value that comes has no before, one that goes has no after."""
    gone = only(changes(study(), edited(identificationModule__acronym=None)))
    assert (gone.kind, gone.before, gone.after) == ("removed", "SYNTH", None)
    came = only(changes(edited(identificationModule__acronym=None), study()))
    assert (came.kind, came.before, came.after) == ("added", None, "SYNTH")


def test_a_status_of_unknown_is_the_registrys_doing() -> None:
    """UNKNOWN is never submitted: the class is registry, and the sentence says who set it."""
    after = edited(
        statusModule__overallStatus="UNKNOWN", statusModule__lastKnownStatus="RECRUITING"
    )
    found = changes(study(), after)
    assert [(c.field, c.class_) for c in found] == [
        ("overall_status", "registry"),
        ("last_known_status", "registry"),
    ]
    assert found[0].summary.startswith("Status set to unknown by the registry")


def test_dates_that_move_with_every_update_are_bookkeeping() -> None:
    """Verified and update dates are kept and told apart from what the sponsor changed."""
    after = edited(
        statusModule__statusVerifiedDate="2026-02",
        statusModule__lastUpdateSubmitDate="2026-02-20",
        statusModule__lastUpdatePostDateStruct__date="2026-02-22",
    )
    assert {(c.category, c.class_) for c in changes(study(), after)} == {
        ("bookkeeping", "bookkeeping")
    }


def test_a_number_that_stands_for_not_known_is_no_number() -> None:
    """99999999 is the registry's way to say that it does not know."""
    after = edited(designModule__enrollmentInfo__count=99999999)
    assert "99" not in only(changes(study(), after)).summary


# -- sites --------------------------------------------------------------------------------------


def _sites(*sites: dict[str, Any]) -> dict[str, Any]:
    return edited(contactsLocationsModule__locations=list(sites))


def _site(facility: str = "Research Site", city: str = "Kyoto", **more: Any) -> dict[str, Any]:
    return {"facility": facility, "city": city, "country": "Japan", **more}


def test_a_site_that_starts_recruiting_is_one_change_of_that_site() -> None:
    """The site is matched by what it is, wherever it stands in the list."""
    one, other = _site("A"), _site("B", status="NOT_YET_RECRUITING")
    found = only(changes(_sites(one, other), _sites({**other, "status": "RECRUITING"}, one)))
    assert (found.category, found.field, found.item) == ("sites", "status", "B, Kyoto, Japan")
    assert (found.before, found.after) == ("NOT_YET_RECRUITING", "RECRUITING")
    assert found.summary == "Site B, Kyoto, Japan: not yet recruiting before, recruiting now"


def test_many_sites_of_one_name_are_a_multiset() -> None:
    """Nine of ten equal sites that start recruiting are nine changes, whatever the order."""
    before = [_site(status="NOT_YET_RECRUITING") for _ in range(10)]
    after = [_site(status="RECRUITING") for _ in range(9)] + [before[0]]
    found = changes(_sites(*before), _sites(*after))
    assert Counter((c.kind, c.field) for c in found) == {("changed", "status"): 9}


def test_a_replaced_site_is_one_gone_and_one_come() -> None:
    """Two sites that share no address are never taken for one."""
    found = changes(_sites(_site("A", zip="1")), _sites(_site("B", city="Osaka", zip="2")))
    assert [(c.kind, c.item) for c in found] == [
        ("removed", "A, Kyoto, Japan"),
        ("added", "B, Osaka, Japan"),
    ]


def test_a_new_name_at_the_same_address_is_a_renaming_and_said_as_such() -> None:
    """One out and one in at one address."""
    found = only(
        changes(
            _sites(_site("Local Institution - 0062", zip="600")),
            _sites(_site("University Hospital", zip="600")),
        )
    )
    assert found.kind == "renamed"
    assert found.summary == (
        "Site renamed or replaced at the same address: Local Institution - 0062, Kyoto, Japan "
        "is now University Hospital, Kyoto, Japan"
    )


def test_two_new_names_at_one_address_are_not_guessed_about() -> None:
    """With more than one candidate nothing is called renamed."""
    before = _sites(_site("A", zip="600"), _site("B", zip="600"))
    after = _sites(_site("C", zip="600"), _site("D", zip="600"))
    assert Counter(c.kind for c in changes(before, after)) == {"added": 2, "removed": 2}


def test_a_country_under_a_new_display_name_moves_no_site() -> None:
    """The registry renames countries for all records at once."""
    before = _sites({**_site(), "country": "Turkey"})
    after = _sites({**_site(), "country": "Turkey (Türkiye)"})
    found = only(changes(before, after))
    assert (found.kind, found.field, found.class_) == ("changed", "country", "registry")


def test_geocoding_is_the_registrys_doing() -> None:
    """A position that moves is no change by the sponsor."""
    before = _sites(_site(geoPoint={"lat": 1.0, "lon": 2.0}))
    after = _sites(_site(geoPoint={"lat": 1.0, "lon": 3.0}))
    assert only(changes(before, after)).class_ == "registry"


# -- other lists ----------------------------------------------------------------------------------


def test_linked_publications_are_the_registrys_doing() -> None:
    """References of type DERIVED are found by the library; others are the sponsor's."""
    derived = {"pmid": "3", "type": "DERIVED", "citation": "Synthetic C."}
    given_ = {"pmid": "4", "type": "RESULT", "citation": "Synthetic D."}
    after = study()
    after["protocolSection"]["referencesModule"]["references"] += [derived, given_]
    assert {c.item: c.class_ for c in changes(study(), after)} == {
        "Synthetic C.": "registry",
        "Synthetic D.": "sponsor",
    }


def test_an_outcome_whose_time_frame_moves_stays_the_same_outcome() -> None:
    """Outcomes are matched by what they measure."""
    after = study()
    after["protocolSection"]["outcomesModule"]["primaryOutcomes"][0]["timeFrame"] = "36 months"
    found = only(changes(study(), after))
    assert (found.field, found.item) == ("primary_outcomes.time_frame", "Progression-free survival")
    assert (found.before, found.after) == ("24 months", "36 months")


def test_conditions_come_and_go_one_by_one() -> None:
    """A list of words is a list of entries."""
    after = edited(conditionsModule__conditions=["Invented Disease", "Other Disease"])
    found = only(changes(study(), after))
    assert (found.kind, found.field, found.item) == ("added", "conditions", "Other Disease")


def test_results_that_appear_are_one_change() -> None:
    """A new results section is not told leaf by leaf."""
    after = study()
    after["hasResults"] = True
    after["resultsSection"] = {
        "outcomeMeasuresModule": {"outcomeMeasures": [{"type": "PRIMARY", "title": "PFS"}]}
    }
    summaries = [c.summary for c in changes(study(), after)]
    assert summaries == [
        "Results are on the record now",
        "The results section was added, with 1 outcome with results",
    ]


def test_what_matters_most_comes_first() -> None:
    """Changes are in the order of the categories."""
    after = edited(
        statusModule__statusVerifiedDate="2026-02",
        descriptionModule__briefSummary="Other.",
        statusModule__overallStatus="COMPLETED",
    )
    places = [CATEGORIES.index(change.category) for change in changes(study(), after)]
    assert places == sorted(places)
    assert len(places) == 3


# -- properties ---------------------------------------------------------------------------------


@st.composite
def twins(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """One study twice, the second with every list in another order."""
    raw = draw(studies())
    return raw, shuffled(raw, draw)


@given(twins())
def test_shuffling_any_list_changes_nothing(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Neither the diff nor the hash looks at the order of a list."""
    before, after = (read(raw) for raw in pair)
    assert diff(before, after) == ()
    assert content_hash(before) == content_hash(after)


@given(studies(), studies())
def test_hash_and_diff_agree(one: dict[str, Any], other: dict[str, Any]) -> None:
    """There are changes if and only if the hashes differ."""
    before, after = read(one), read(other)
    assert bool(diff(before, after)) == (content_hash(before) != content_hash(after))


@given(studies(), studies())
def test_applying_the_changes_gives_the_other_record(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """The changes hold all that is needed to make B from A."""
    before, after = read(one), read(other)
    assert content(applied(before, diff(before, after))) == content(plain(after))


@given(studies(), studies())
def test_the_diff_agrees_with_a_plain_recursive_compare(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """The places that differ are those that a compare without any cleverness finds."""
    before, after = read(one), read(other)
    whole = ("results", "other", "has_results", *TOP_LISTS)
    found = diff(before, after)
    places = {c.path[:1] if c.path[0] in whole else c.path[:2] for c in found}
    assert places == differing(plain(before), plain(after))


TOP_LISTS = ("arms", "interventions", "contacts", "officials", "sites")


def plain(record: Record) -> dict[str, Any]:
    """A Record as nested dictionaries and lists."""
    built: dict[str, Any] = msgspec.to_builtins(record)
    return built


def content(value: Any) -> Any:
    """A value without the order of its lists and without what is empty."""
    if isinstance(value, dict):
        below = {key: content(one) for key, one in value.items()}
        return {key: one for key, one in below.items() if one not in (None, [], {})}
    if isinstance(value, list | tuple):
        return sorted((content(one) for one in value), key=lambda one: canonical(one))
    return value


def differing(before: dict[str, Any], after: dict[str, Any]) -> set[tuple[str, ...]]:
    """The (section, field) pairs that differ; a section that is a list has no field."""
    found: set[tuple[str, ...]] = set()
    for section in {*before, *after}:
        was, now = content(before.get(section)), content(after.get(section))
        if was == now:
            continue
        if isinstance(was or now, dict) and section not in ("results", "other"):
            fields = {*(was or {}), *(now or {})}
            found |= {(section, f) for f in fields if (was or {}).get(f) != (now or {}).get(f)}
        else:
            found.add((section,))
    return found


def applied(record: Record, found: tuple[Change, ...]) -> dict[str, Any]:
    """A Record with changes applied to it, by their paths, values and kinds alone."""
    built = plain(record)
    lists = {place: list(entries) for place, entries in keyed_lists(record).items()}
    edits: dict[tuple[Any, ...], list[Change]] = {}
    for change in found:
        whole = change.item is not None and change.path[-1] != change.field.rpartition(".")[2]
        if change.item is None:
            continue
        if whole or change.kind == "renamed":
            entries = lists.setdefault(change.path[:-1], [])
            if change.before is not None:
                entries.remove(next(e for e in entries if same(e[1], change.before)))
            if change.after is not None:
                entries.append((change.path[-1], change.after))
        else:
            edits.setdefault(change.path[:-1], []).append(change)
    for (*place, key), changed in edits.items():
        edit(lists[tuple(place)], key, changed)
    for path, entries in lists.items():
        put(built, path, [entry for _, entry in entries])
    for change in found:  # values last: one of them may be a whole part with its lists
        if change.item is None:
            put(built, change.path, change.after)
    return built


def edit(entries: list[tuple[str, Any]], key: str, changed: list[Change]) -> None:
    """Apply the changes of one entry: the one of its key that says what they say was before."""
    place = next(
        number
        for number, (name, entry) in enumerate(entries)
        if name == key.partition(" #")[0]
        and all(same(entry.get(c.path[-1]), c.before) for c in changed)
    )
    name, entry = entries[place]
    # A key no entry bears: two of one name are edited one after the other, never one twice.
    entries[place] = (f"{name} done", {**entry, **{c.path[-1]: c.after for c in changed}})


def keyed_lists(
    part: Part, above: tuple[str, ...] = ()
) -> dict[tuple[str, ...], list[tuple[str, Any]]]:
    """Every list of entries that the diff looks into, with its place and its entries' keys."""
    lists: dict[tuple[str, ...], list[tuple[str, Any]]] = {}
    for name in part.__struct_fields__:
        value, place = getattr(part, name), (*above, name)
        if isinstance(value, Part):
            lists |= keyed_lists(value, place)
        elif value and isinstance(value, tuple) and is_keyed(name, value[0]):
            lists[place] = [(key_of(one), msgspec.to_builtins(one)) for one in value]
    return lists


def is_keyed(name: str, entry: Any) -> bool:
    """Whether a list is compared entry by entry."""
    return isinstance(entry, Part) or name in ("conditions", "keywords")


def put(built: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    """Set a value deep in nested dictionaries."""
    *above, last = place
    for name in above:
        built = built.setdefault(name, {})
    built[last] = value


def same(one: Any, other: Any) -> bool:
    """Two values with one content."""
    return bool(content(one or None) == content(other or None))


# -- real days ----------------------------------------------------------------------------------


def test_the_real_polls_change_exactly_as_the_truth_says(
    polls: Lines[Poll], truth: dict[str, Any]
) -> None:
    """None missed, none invented: versions, scalars and sites of every consecutive pair."""
    expected = {(one["nct_id"], one["from"], one["to"]): one for one in truth["changes"]}
    scalars = {field for one in truth["changes"] for field in one["scalars"]}
    last: dict[str, tuple[str, bytes, Record]] = {}
    found: set[tuple[str, str, str]] = set()
    for poll in polls:
        before = last.get(poll.nct_id)
        mark = SOURCE.split(poll.payload).entries[0].mark
        if before and before[1] == mark:
            last[poll.nct_id] = (poll.polled_at, mark, before[2])
            continue
        record = SOURCE.read(poll.payload).record
        last[poll.nct_id] = (poll.polled_at, mark, record)
        told = diff(before[2], record) if before else ()
        if before and told:
            pair = (poll.nct_id, before[0], poll.polled_at)
            found.add(pair)
            assert _scalars(told, scalars) == expected[pair]["scalars"], pair
            assert _site_counts(told) == expected[pair]["sites"], pair
    assert found == set(expected)


def _scalars(told: tuple[Change, ...], fields: set[str]) -> dict[str, list[Any]]:
    return {c.field: [c.before, c.after] for c in told if c.field in fields and not c.item}


def _site_counts(told: tuple[Change, ...]) -> dict[str, int]:
    whole = Counter(c.kind for c in told if (c.category, c.field) == ("sites", "sites"))
    return {
        "added": whole["added"] + whole["renamed"],
        "removed": whole["removed"] + whole["renamed"],
        "status_changed": sum((c.category, c.field) == ("sites", "status") for c in told),
    }


# -- the canonical form ---------------------------------------------------------------------------


def plainly(value: Any, *, unknown: bool = False) -> bytes:
    """The canonical bytes of a record as Python objects, by nothing but the definition."""
    if isinstance(value, dict):
        names = sorted(value) if unknown else list(value)
        written = {n: plainly(value[n], unknown=unknown or n == "other") for n in names}
        said = [(n, text) for n, text in written.items() if unknown or text != b"{}"]
        return b"{" + b",".join(msgspec.json.encode(n) + b":" + text for n, text in said) + b"}"
    if isinstance(value, list | tuple):
        return b"[" + b",".join(sorted(plainly(one, unknown=unknown) for one in value)) + b"]"
    return msgspec.json.encode(value)


def test_real_records_have_the_canonical_bytes_of_the_definition(records: Lines[bytes]) -> None:
    """Lists that are put in order many at a time come to what one by one would give."""
    for payload in records:
        record = SOURCE.read(payload).record
        assert canonical(record) == plainly(msgspec.to_builtins(record))


@given(studies())
def test_random_records_have_the_canonical_bytes_of_the_definition(raw: dict[str, Any]) -> None:
    """The same with what no field takes, in any order."""
    record = read(raw)
    assert canonical(record) == plainly(msgspec.to_builtins(record))
