"""Reports, dossiers and alerts by the Python API: its manual runs, the shell says the same."""

from __future__ import annotations

import doctest
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import tracker
from tests.calls import NOW, Caller, played_demo
from tracker import config
from tracker.api import Tracker
from tracker.errors import UsageError
from tracker.report.formats import FORMATS

MANUAL = Path(__file__).parents[1] / "docs" / "python.md"
TOML = """
[[notify.channels]]
name = "post"
smtp = "127.0.0.1:9"
sender = "tracker@example.org"
to = ["reader@example.org"]

[[notify.rules]]
name = "slips"
families = ["dates"]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the demo's database, one channel and one rule, on the day after the demo."""
    (tmp_path / "demo").mkdir()
    shutil.copy(played_demo(), tmp_path / "demo")
    (tmp_path / "tracker.toml").write_text(TOML, "utf8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_NOW", NOW)
    return tmp_path


@pytest.fixture
def trials(folder: Path) -> Iterator[Tracker]:
    given = {"TRACKER_DB": str(folder / "demo" / "tracker.db"), "TRACKER_NOW": NOW}
    with tracker.open(config=config.load(folder / "tracker.toml", environ=given)) as opened:
        yield opened


def test_what_the_manual_shows_is_what_happens(folder: Path) -> None:
    """Its sessions run, one after the other, with the answers that stand there."""
    sessions = re.findall(r"```python\n(>>> .*?)```", MANUAL.read_text("utf8"), re.DOTALL)
    assert sessions
    test = doctest.DocTestParser().get_doctest(
        "\n".join(sessions), {"tracker": tracker}, "python.md", str(MANUAL), 0
    )
    said: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert results.failed == 0, "".join(said)
    assert results.attempted > 8


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_is_what_the_command_line_gives(trials: Tracker, folder: Path, form: str) -> None:
    """In each form, letter by letter."""
    shell = Caller(folder, TRACKER_DB=str(folder / "demo" / "tracker.db"), COLUMNS="100")
    given = shell.text("report", "--since", "2026-03-04", "--format", form, "--output", "out")
    assert given == ""
    made = trials.report(form, since="2026-03-04")
    assert made.encode() == (folder / "out").read_bytes()


def test_a_dossier_is_what_the_command_line_gives(trials: Tracker, folder: Path) -> None:
    """With a day of a manuscript as well."""
    shell = Caller(folder, TRACKER_DB=str(folder / "demo" / "tracker.db"))
    for manuscript in (None, "2026-03-03"):
        words = ["--date", manuscript] if manuscript else []
        given = shell.text("dossier", "NCT06931145", *words)
        made = trials.dossier("NCT06931145", manuscript=manuscript)
        assert _without_ids(made) == _without_ids(given)


def _without_ids(page: str) -> str:
    """Drawings number their parts anew each time they are made."""
    return re.sub(r"\b(clip|gradient_)\d+", r"\1", page)


def test_words_that_mean_nothing_are_told_with_the_nearest(trials: Tracker) -> None:
    """As on the command line."""
    with pytest.raises(UsageError, match="did you mean html"):
        trials.report("htm")
    with pytest.raises(UsageError, match="did you mean dates"):
        trials.report(family="date")
    with pytest.raises(UsageError, match="did you mean post"):
        trials.release("pst")
    assert trials.discard("post") == 0


def test_the_values_of_the_api_are_public_names() -> None:
    """What a method gives back can be named without knowing where it lives."""
    for name in ("Event", "Edition", "Case", "Sent", "Tried", "ChannelState"):
        assert name in tracker.__all__
        assert getattr(tracker, name).__name__ == name
