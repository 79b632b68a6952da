"""The registry as witness: its labels for a version against the changes that we find."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.calls import Caller
from tests.pasts import TRIAL, Keeper, answer, served, version
from tests.trackers import tracker_at
from tracker.cli import main
from tracker.errors import UsageError
from tracker.past.agreement import Agreement
from tracker.past.modules import CATEGORIES, LABELS, MODULES, labels_of, touched
from tracker.past.witness import RULES, Verdict, table, verdicts
from tracker.standin import demo_registry, serve


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    """A record history that can be written as one likes."""
    with served() as running:
        yield running


def agreed(keeper: Keeper, folder: Path) -> Agreement:
    """How far both agree once all is fetched."""
    with tracker_at(keeper.url, folder) as tracker:
        assert tracker.backfill([TRIAL]).exit_code() == 0
        return tracker.agreement()


# --- one version ------------------------------------------------------------------------------

Edit = Callable[[dict[str, Any]], None]


def said(label: str, edit: Edit, *, named: bool = True) -> Verdict:
    """What is said of a part, where nothing of it changed in our eyes."""
    old = version("2020-01-01")
    new = copy.deepcopy(old)
    edit(new["protocolSection"])
    payloads = [json.dumps(answer(n, raw)).encode() for n, raw in enumerate((old, new))]
    found = verdicts(TRIAL, 1, [label] if named else [], [], lambda: (payloads[0], payloads[1]))
    return next(one for one in found if one.label == label)


def _reverse_sites(protocol: dict[str, Any]) -> None:
    protocol["contactsLocationsModule"]["locations"].reverse()


def _move_sites(protocol: dict[str, Any]) -> None:
    for site in protocol["contactsLocationsModule"]["locations"]:
        site["geoPoint"] = {"lat": 1.5, "lon": 2.5}


def _reformat(protocol: dict[str, Any]) -> None:
    text = protocol["descriptionModule"]["briefSummary"]
    protocol["descriptionModule"]["briefSummary"] = text.replace(" ", "  ", 1)


def _link_paper(protocol: dict[str, Any]) -> None:
    papers = protocol.setdefault("referencesModule", {}).setdefault("references", [])
    papers.append({"pmid": "1", "type": "DERIVED"})


@pytest.mark.parametrize(
    ("label", "edit", "rule"),
    [
        ("Oversight", lambda _: None, "unseen"),
        ("Contacts/Locations", _move_sites, "derived"),
        ("References", _link_paper, "derived"),
        ("Contacts/Locations", _reverse_sites, "order"),
        ("Study Description", _reformat, "form"),
    ],
)
def test_what_is_no_content_explains_why_only_the_registry_names_a_part(
    label: str, edit: Edit, rule: str
) -> None:
    """Each by a rule that is written down."""
    verdict = said(label, edit)
    assert (verdict.said, verdict.rule, verdict.is_defect) == ("registry", rule, False)
    assert rule in RULES


def test_a_change_of_content_that_is_not_found_is_a_defect() -> None:
    """No rule explains it away."""

    def halt(protocol: dict[str, Any]) -> None:
        protocol["statusModule"]["overallStatus"] = "SUSPENDED"

    verdict = said("Study Status", halt)
    assert (verdict.said, verdict.rule, verdict.is_defect) == ("registry", None, True)


def test_what_neither_names_is_agreement() -> None:
    """Whatever differs underneath."""
    assert said("Contacts/Locations", _move_sites, named=False).said == "neither"


@pytest.mark.parametrize(
    ("class_", "who"), [("sponsor", "ours"), ("bookkeeping", "ours"), ("registry", "neither")]
)
def test_a_change_that_the_registry_does_not_name_counts_unless_the_registry_made_it(
    class_: str, who: str
) -> None:
    """What it did between two submissions is no part of one."""
    found = verdicts(TRIAL, 1, [], [(class_, "sites", None)], lambda: (b"{}", b"{}"))
    verdict = next(one for one in found if one.label == "Contacts/Locations")
    assert (verdict.said, verdict.is_defect) == (who, who == "ours")


def test_labels_are_known_whatever_their_spacing() -> None:
    """And every category that a person can ask for has some."""
    assert set(LABELS) == set(MODULES)
    assert {label for labels in CATEGORIES.values() for label in labels} == set(LABELS)
    assert touched(["IPD Sharing", "Study  status"], labels_of(["ipd_sharing"]))
    assert not touched(["Outcome Measures (Results)"], labels_of(["outcomes"]))
    with pytest.raises(UsageError, match="'nothing' is no part"):
        labels_of(["nothing"])


def test_the_table_counts_and_leaves_out_what_nobody_named() -> None:
    """A row a label."""
    found = [
        Verdict(TRIAL, 1, "Outcome Measures", "both"),
        Verdict(TRIAL, 2, "Outcome Measures", "registry", "form"),
        Verdict(TRIAL, 3, "Outcome Measures", "ours"),
        Verdict(TRIAL, 4, "Outcome Measures", "neither"),
        Verdict(TRIAL, 4, "Oversight", "neither"),
    ]
    (row,) = table(found)
    assert (row.both, row.registry_only, row.ours_only, row.neither) == (1, 1, 1, 1)
    assert (row.agreement, row.unexplained, dict(row.explained)) == (0.5, 1, {"form": 1})


# --- a whole database -------------------------------------------------------------------------


def test_the_registry_agrees_with_every_version_of_the_demo(tmp_path: Path) -> None:
    """Looked at day by day, back-filled at the end: the same parts are named."""
    with serve(demo_registry()) as server:
        for day in range(1, 7):
            server.registry.day = day
            moment = f"{server.registry.today.date}T15:00:00Z"
            with tracker_at(server.url, tmp_path, moment) as tracker:
                tracker.watch(sorted(server.registry.today.studies))
        with tracker_at(server.url, tmp_path, "2026-03-06T15:00:00Z") as tracker:
            tracker.backfill()
            found = tracker.agreement()
    assert found.versions > 10
    assert found.defects == ()
    assert {row.agreement for row in found.rows} == {1.0}


def test_a_label_that_is_not_known_is_told(keeper: Keeper, tmp_path: Path) -> None:
    """The registry may begin to tell more."""
    keeper.keep(0, version("2020-01-01"))
    keeper.keep(1, version("2020-02-01", count=51), moduleLabels=["Study Status", "New Part"])
    found = agreed(keeper, tmp_path)
    assert found.unknown == ("New Part",)
    assert [(one.label, one.said) for one in found.defects] == [("Study Design", "ours")]


def test_only_neighbours_are_compared(keeper: Keeper, tmp_path: Path) -> None:
    """A label speaks of the version before; where that is missing nothing can be said."""
    for number in (0, 1, 3):
        keeper.keep(number, version(f"2020-0{number + 1}-01", count=50 + number))
    found = agreed(keeper, tmp_path)
    assert (found.trials, found.versions) == (1, 1)


# --- the command line -------------------------------------------------------------------------


def test_the_doctor_shows_the_table_and_exits_1_for_what_no_rule_explains(
    keeper: Keeper, tmp_path: Path
) -> None:
    """With the version and the part that it is about."""
    keeper.keep(0, version("2020-01-01"))
    keeper.keep(1, version("2020-02-01", count=51), moduleLabels=["Study Status", "Oversight"])
    call = Caller(tmp_path, TRACKER_CTGOV_URL=keeper.url)
    filled = call("backfill", TRIAL)
    assert filled.exit_code == 0
    assert "2 versions listed, 2 new here" in filled.output
    told = call("doctor", "--history")
    assert told.exit_code == 1
    row = next(line for line in told.output.splitlines() if line.startswith("Study Status"))
    assert row.split()[-5:] == ["1", "0", "0", "100%", "0"]
    assert (
        f"{TRIAL}, the registry's version 1, Study Design: changed here, not named" in told.output
    )
    assert "Labels" not in told.output
    lines = [json.loads(line) for line in call("doctor", "--history", "--json").output.splitlines()]
    assert lines[0] == {"trial": TRIAL, "listed": 2, "complete_to": 1}
    assert {"label", "both", "unexplained"} <= set(lines[1])


def test_the_doctor_says_where_nothing_was_fetched_yet(tmp_path: Path) -> None:
    """And which command would."""
    with tracker_at("http://127.0.0.1:9", tmp_path):
        pass
    told = Caller(tmp_path)("doctor", "--history")
    assert told.exit_code == 0
    assert "`tracker backfill --watched` does" in told.output


def test_the_command_tells_trial_by_trial(keeper: Keeper, tmp_path: Path) -> None:
    """Text for people, an object a trial for scripts, problems on stderr."""
    for number in range(3):
        keeper.keep(number, version(f"2020-0{number + 1}-01", count=50 + number))
    call = Caller(tmp_path, TRACKER_CTGOV_URL=keeper.url)
    bounded = call("backfill", TRIAL, "--max-versions", "2", "--json")
    assert json.loads(bounded.stdout) == {
        "trial": TRIAL,
        "listed": 3,
        "known": 0,
        "added": 2,
        "joined": 0,
        "left": 1,
        "complete_to": 1,
    }
    keeper.versions[TRIAL, 2] = 404
    failed = call("backfill", TRIAL)
    assert failed.exit_code == 1
    assert f"could not fetch {TRIAL}, version 2: version 2 is on the registry's" in failed.stderr
    verified = call("backfill", TRIAL, "--verify", "--sample", "1")
    assert verified.exit_code == 0
    assert "Read 1 stored version again: all read as they did." in verified.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([], "nothing to fetch: give ids"),
        ([TRIAL, "--watched"], "give ids, or --watched"),
        ([TRIAL, "--sample", "3"], "--sample goes with --verify"),
        ([TRIAL, "--verify", "--newest-first"], "--newest-first is about what is not"),
        ([TRIAL, "--only", "outcome"], "'outcome' is no part that the record history tells apart"),
        (["NCT1"], "NCT1"),
    ],
)
def test_what_cannot_be_meant_together_is_refused(
    tmp_path: Path, words: list[str], why: str
) -> None:
    """Exit 2 and a sentence."""
    env = {"TRACKER_DB": str(tmp_path / "t.db"), "TRACKER_CTGOV_URL": "http://127.0.0.1:9"}
    result = CliRunner().invoke(main, ["backfill", *words], env=env)
    assert result.exit_code == 2
    assert why in " ".join(result.output.split())
