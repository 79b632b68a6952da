"""Real polls: what was seen day by day and the record history are one timeline.

The stand-in registry takes the submissions from the polls and gives them out as the record history
does, its text as HTML. What was seen before must stay exactly as it was.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import Lines, Poll
from tests.test_real_days import days_of
from tests.trackers import tracker_at
from tracker.standin import Registry, serve

#: Every so many days are looked at; the submissions of the days between are only in the history.
_STEP = 5


def test_a_back_fill_after_looks_changes_nothing_but_adds_what_was_not_seen(
    polls: Lines[Poll], tmp_path: Path
) -> None:
    """No change is lost or told twice; what is new are submissions that no look had shown."""
    days, _ = days_of(polls)
    looked = [*range(1, len(days), _STEP), len(days)]
    with serve(Registry(days)) as server:
        for number in looked:
            server.registry.day = number
            day = server.registry.today
            with tracker_at(server.url, tmp_path, f"{day.date}T15:00:00Z") as tracker:
                tracker.watch(sorted(day.studies))
        with tracker_at(server.url, tmp_path, f"{day.date}T16:00:00Z") as tracker:
            seen = {version.id for one in day.studies for version in tracker.versions(one)}
            outcome = tracker.backfill()
            assert outcome.exit_code() == 0
            assert outcome.joined > 150
            for trial in day.studies:
                versions = tracker.versions(trial)
                numbers = [v.registry_version for v in versions if v.registry_version is not None]
                assert numbers == list(range(len(numbers)))
                assert not any(v.silent for v in versions if v.registry_version is not None)
                assert all(
                    v.sponsor_changes + v.registry_changes + v.bookkeeping_changes
                    for v in versions[1:]
                )
                seen -= {version.id for version in versions}
            assert not seen
            agreed = tracker.agreement()
    assert agreed.defects == ()
    assert {row.agreement for row in agreed.rows} == {1.0}
    assert _documented() == (
        f"Over the {agreed.versions} versions of {agreed.trials} trials",
        {row.label: (row.both, row.registry_only, row.ours_only) for row in agreed.rows},
    )


def _documented() -> tuple[str, dict[str, tuple[int, ...]]]:
    """What docs/history.md says was measured: over how much, and a row a part."""
    page = Path(__file__).parents[1] / "docs" / "history.md"
    measured = page.read_text(encoding="utf8").partition("Measured on the development polls")[2]
    over = re.search(r"Over the \d+ versions of \d+ trials", " ".join(measured.split()))
    rows = re.findall(r"^\| (\S[^|]*) \| (\d+) \| (\d+) \| (\d+) \|$", measured, re.MULTILINE)
    assert over is not None
    return over[0], {label.strip(): tuple(map(int, counts)) for label, *counts in rows}
