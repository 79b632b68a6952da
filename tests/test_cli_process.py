"""The command line as processes: pipes, signals, the lock, and what a terminal sees."""

from __future__ import annotations

import os
import pty
import select
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.calls import Caller, played_demo
from tracker.lock import run_lock
from tracker.standin import Server, demo_registry, serve

SEED = "NCT06931145"


@pytest.fixture
def registry() -> Iterator[Server]:
    """The registry of the demo, on its last day, from which the demo's database is."""
    with serve(demo_registry()) as server:
        server.registry.day = len(server.registry.days)
        yield server


@pytest.fixture
def stored(tmp_path: Path, registry: Server) -> Caller:
    """Calls on a copy of the demo's database."""
    shutil.copy(played_demo(), tmp_path / "tracker.db")
    return Caller(tmp_path, registry)


# -- exit codes and streams ----------------------------------------------------------------------


def test_results_go_to_stdout_and_messages_to_stderr(stored: Caller) -> None:
    """So that a pipe gets results alone."""
    done = stored.run("check", "--json", "--force")
    assert done.returncode == 0
    assert all(line.startswith("{") for line in done.stdout.splitlines())
    assert "Looked at" in done.stderr


def test_wrong_use_exits_two(stored: Caller) -> None:
    """As a process too."""
    done = stored.run("history", "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("tracker: ")


def test_a_second_run_ends_at_once(stored: Caller) -> None:
    """Exit 75 with a sentence that says who holds the lock; reading goes on."""
    with run_lock(stored.db):
        done = stored.run("check")
        assert (done.returncode, done.stdout) == (75, "")
        assert f"Another run (process {os.getpid()}" in " ".join(done.stderr.split())
        assert stored.run("list").returncode == 0
    assert stored.run("check").returncode == 0


def test_a_reader_who_has_enough_ends_the_command_quietly(stored: Caller) -> None:
    """``tracker changes | head -1``: no message, no traceback."""
    with stored.process("changes", "--json") as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_behind_stdout_is_a_sentence(stored: Caller) -> None:
    """Not a traceback."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tracker", "list"],
            env=os.environ | stored.env,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == "tracker: no space left on device.\n"


def test_names_that_the_terminals_alphabet_lacks_are_no_error(stored: Caller) -> None:
    """On a terminal that knows few letters the others become question marks."""
    done = stored.run("search", "lung", PYTHONIOENCODING="latin-1", COLUMNS="40")
    assert done.returncode == 0
    assert "?" in done.stdout


# -- the demo ------------------------------------------------------------------------------------


def test_the_demo_ends_with_three_commands_that_work(tmp_path: Path) -> None:
    """Seven trials on the first day, each counted once; then the commands as they are printed."""
    caller = Caller(tmp_path)
    said = caller.text("demo", "--folder", str(tmp_path / "demo"))
    assert "Looked at 7 of 7 trials, none changed, 7 new. 3 requests.\n\nDay 2" in said
    commands = said.partition("Try:")[2].split("\n\n")[1].splitlines()
    assert len(commands) == 3
    for command in commands:
        assert caller.text(*shlex.split(command)[shlex.split(command).index("--db") :])


# -- Ctrl-C --------------------------------------------------------------------------------------


def interrupt(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Ctrl-C: the exit code and what was said on stderr."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    return process.returncode, said


def wait_for_request(server: Server, count: int = 1) -> None:
    """Until the registry has been asked so many times."""
    for _ in range(3000):
        if len(server.requests) >= count:
            return
        time.sleep(0.01)
    raise AssertionError("the registry was never asked")


def test_interrupting_a_look_keeps_what_is_whole(stored: Caller, registry: Server) -> None:
    """Exit 130, one plain sentence; the database is sound and the next run goes on."""
    registry.fail("hang", match="/studies", seconds=30, times=None)
    with stored.process("check", "--force") as process:
        wait_for_request(registry, 2)
        code, said = interrupt(process)
    assert code == 130
    assert "Traceback" not in said
    assert said.startswith("tracker: interrupted; what was looked at is kept")
    registry.heal()
    assert stored.run("check", "--force").returncode == 0
    assert "All is well." in stored.run("doctor").stdout


def test_interrupting_while_nothing_is_looked_at_is_one_sentence(
    stored: Caller, registry: Server
) -> None:
    """The same anywhere else."""
    registry.fail("hang", seconds=30, times=None)
    with stored.process("doctor") as process:
        wait_for_request(registry)
        code, said = interrupt(process)
    assert code == 130
    assert said == "tracker: interrupted; what was kept until now is whole.\n"


# -- on a terminal -------------------------------------------------------------------------------


def on_a_terminal(tracker: Caller, *words: str, **env: str) -> str:
    """All that a terminal of 80 columns is sent."""
    main, other = pty.openpty()
    settings = os.environ | tracker.env | {"TERM": "xterm-256color"} | env
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", *words],
        cwd=tracker.folder,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=other,
        stderr=other,
    ) as process:
        os.close(other)
        sent = b"".join(iter(lambda: _read(main), b""))
        process.wait(timeout=60)
    os.close(main)
    return sent.decode("utf8")


def _read(terminal: int) -> bytes:
    """What the terminal was sent; nothing when the other side has closed it."""
    select.select([terminal], [], [], 60)
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def test_a_terminal_gets_colours(stored: Caller) -> None:
    """Unless NO_COLOR is set."""
    assert "\x1b[36m" in on_a_terminal(stored, "list", NO_COLOR="")
    assert "\x1b" not in on_a_terminal(stored, "list")


def test_a_terminal_sees_how_far_a_run_has_come(stored: Caller) -> None:
    """On stderr, and it goes away when the run ends."""
    sent = on_a_terminal(stored, "check", "--force", NO_COLOR="")
    assert "looking" in sent
    assert "looking" not in stored.run("check", "--force").stderr


def test_a_message_stands_above_the_bar_and_not_in_it(stored: Caller, registry: Server) -> None:
    """What is said while the bar is there begins a line of its own."""
    registry.fail("status", status=503, match="/studies", headers={"Retry-After": "1"})
    sent = on_a_terminal(stored, "check", "--force", NO_COLOR="")
    before, said, _ = sent.partition("tracker: waiting")
    assert said
    assert before.endswith(("\n", "\r\x1b[2K"))


def test_colours_say_nothing_that_the_words_do_not(stored: Caller) -> None:
    """Without its codes, what a terminal shows is what a pipe gets."""
    plain = on_a_terminal(stored, "diff", SEED, "1").replace("\r\n", "\n")
    assert plain == stored.text("diff", SEED, "1")
