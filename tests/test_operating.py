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


def test_an_id_that_is_none_keeps_no_other_trial_from_being_looked_at(tmp_path: Path) -> None:
    """The step fails, which the last one tells; what changed elsewhere is kept all the same."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("the steps of the workflow need bash")
    look = next(step["run"] for step in steps() if step.get("name") == "Look")
    (tmp_path / "trials.txt").write_text(f"{SEED}\nNCT99999999\n", "utf8")
    with serve(demo_registry()) as server:
        for day in (1, 2):
            server.registry.day = day
            now = f"{server.registry.days[day - 1].version}Z"
            tracker = Caller(tmp_path, server, TRACKER_NOW=now, TRACKER_DB="snapshots/tracker.db")
            with pytest.raises(subprocess.CalledProcessError):
                _run(bash, look, tracker)
    # Where the trial was watched in a failed step, its second day is stored too.
    shown = Caller(tmp_path, TRACKER_DB=str(tmp_path / "snapshots" / "tracker.db"))
    assert len(shown.json("history", SEED)) == 2


@pytest.mark.parametrize("schedule", ["crontab", "tracker.service"])
def test_a_schedule_looks_keeps_and_is_silent_on_a_quiet_day(tmp_path: Path, schedule: str) -> None:
    """Its line as it stands, by a shell that knows little more than HOME and PATH."""
    folder = tmp_path / "trials"
    folder.mkdir()
    program = tmp_path / "venv" / "bin" / "tracker"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tracker "$@"\n', "utf8")
    program.chmod(0o755)
    text = (EXAMPLES / schedule).read_text("utf8")
    found = re.search(r"^17 6 \* \* \* (.*)$|^ExecStart=(.*)$", text, re.MULTILINE)
    assert found is not None
    command = found[1] or found[2]
    with serve(demo_registry()) as server:
        said = []
        for day in (1, 2, 2):
            server.registry.day = day
            now = f"{server.registry.days[day - 1].version}Z"
            tracker = Caller(folder, server, TRACKER_NOW=now)
            if day == 1:
                tracker.text("watch", SEED)
            said.append(_scheduled(command, tracker, tmp_path))
    assert [bool(one) for one in said] == [False, True, False]
    assert SEED in said[1]


def _scheduled(command: str, tracker: Caller, home: Path) -> str:
    """What a line prints, with the few variables that cron and systemd give."""
    path = f"{home / 'venv' / 'bin'}{os.pathsep}/usr/bin{os.pathsep}/bin"
    few = {"HOME": str(home), "PATH": path, "PYTHONPATH": str(EXAMPLES.parents[1])}
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=tracker.folder,
        env={**tracker.env, **few},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def _run(bash: str, step: str, tracker: Caller) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [bash, "-e", "-c", step],
        cwd=tracker.folder,
        env={**os.environ, **tracker.env, "PATH": path},
        check=True,
        capture_output=True,
    )
