"""The schedules of docs/examples: they parse, name what exists, and do what they say."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.calls import Caller
from tracker import config
from tracker.cli import main
from tracker.cli.commands import COMMANDS
from tracker.standin import demo_registry, serve

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"
SEED = "NCT06931145"


def calls(name: str) -> list[list[str]]:
    """Each call of tracker in an example: its words."""
    text = "\n".join(
        line for line in (EXAMPLES / name).read_text("utf8").splitlines() if "#" not in line[:8]
    )
    found = re.findall(r'tracker"? ([a-z]+ .*|[a-z]+)$', text, re.MULTILINE)
    return [shlex.split(words) for words in found]


def steps() -> list[dict[str, Any]]:
    """The steps of the workflow."""
    yaml = pytest.importorskip("yaml", reason="PyYAML, which comes with pre-commit, is not here")
    workflow = yaml.safe_load((EXAMPLES / "github-workflow.yml").read_text("utf8"))
    found: list[dict[str, Any]] = workflow["jobs"]["look"]["steps"]
    return found


@pytest.mark.parametrize("name", ["crontab", "tracker.service", "github-workflow.yml"])
def test_what_a_schedule_calls_exists(name: str) -> None:
    """Commands and their options."""
    assert calls(name)
    for command, *words in calls(name):
        assert command in COMMANDS
        known = {option for one in main.commands[command].params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= known


def test_the_crontab_line_has_a_time_and_a_command() -> None:
    """Five fields, each in its bounds."""
    (line,) = [
        line
        for line in (EXAMPLES / "crontab").read_text("utf8").splitlines()
        if not line.startswith("#")
    ]
    minute, hour, *rest = line.split()[:5]
    assert int(minute) < 60
    assert int(hour) < 24
    assert rest == ["*", "*", "*"]
    assert "%" not in line  # Cron takes it for the end of the line.


@pytest.mark.parametrize("name", ["tracker.service", "tracker.timer"])
def test_systemd_takes_the_units(name: str) -> None:
    """By systemd's own check, where there is one."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(EXAMPLES / name)
    assert {"Unit", "Install"} <= set(unit.sections())
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("systemd is not on this machine: the units were parsed, not verified")
    done = subprocess.run(
        [verify, "verify", "--man=no", str(EXAMPLES / name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_example_of_a_configuration_is_one() -> None:
    """With all its rules and channels."""
    settings = config.load(EXAMPLES / "tracker.toml", environ={"MAIL_PASSWORD": "hushhush"})
    assert [one.name for one in settings.notify.channels] == ["post", "chat"]
    assert len(settings.notify.rules) == 3
    assert "hushhush" not in repr(settings)


def test_the_workflow_keeps_snapshots_and_a_report_in_git(tmp_path: Path) -> None:
    """Its steps as they stand, on two days, in a repository that is pushed to another one."""
    git, bash = shutil.which("git"), shutil.which("bash")
    if git is None or bash is None:
        pytest.skip("the steps of the workflow need git and bash")
    origin, work = tmp_path / "origin.git", tmp_path / "work"
    subprocess.run([git, "init", "--quiet", "--bare", str(origin)], check=True)
    subprocess.run([git, "clone", "--quiet", str(origin), str(work)], check=True)
    (work / "trials.txt").write_text(SEED, "utf8")
    runs = {step["name"]: step["run"] for step in steps() if "name" in step}
    with serve(demo_registry()) as server:
        for day in (1, 2):
            server.registry.day = day
            now = f"{server.registry.days[day - 1].version}Z"
            tracker = Caller(work, server, TRACKER_NOW=now, TRACKER_DB="snapshots/tracker.db")
            for name in ("Look", "Report", "Keep"):
                _run(bash, runs[name], tracker)
    log = subprocess.run(
        [git, "-C", str(origin), "log", "--oneline", "--", f"snapshots/{SEED}.json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(log.stdout.splitlines()) == 2
    assert (work / "report.html").exists()


def _run(bash: str, step: str, tracker: Caller) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [bash, "-e", "-c", step],
        cwd=tracker.folder,
        env={**os.environ, **tracker.env, "PATH": path},
        check=True,
        capture_output=True,
    )
