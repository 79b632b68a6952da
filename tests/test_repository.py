"""The repository keeps its promises: what is in it, what is not, and what the set-up rests on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LARGEST_FIXTURE = 200_000
SETUP = ("Makefile", "constraints.txt", "pyproject.toml", ".ci/run", ".pre-commit-config.yaml")

#: Written in pieces, so that this file passes its own test.
REGISTRY_HOSTS = re.compile(
    r"py"
    r"pi\.org|python"
    r"hosted\.org|registry\.npm"
    r"js\.org|npm"
    r"js\.com|ana"
    r"conda\.org"
    r"|deb\.deb"
    r"ian\.org|archive\.ubu"
    r"ntu\.com|crates"
    r"\.io|rubygems"
    r"\.org"
    r"|proxy\.gol"
    r"ang\.org",
    re.IGNORECASE,
)
DOWNLOADS = re.compile(r"(?:https?|ftp|file)://\S+\.(?:whl|tar\.gz|tgz|exe|deb|rpm|pkg|dmg)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.:/])(?:/(?:home|Users|root|wor[k])/\w|[A-Z]:\\Users\\)")
LEFT_OVERS = re.compile(r"\b(?:TO(?:DO)|FIX(?:ME)|XX(?:X))\b")
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


@cache
def project() -> dict[str, Any]:
    """The ``project`` table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads(read("pyproject.toml"))["project"]
    return table


def read(name: str) -> str:
    """A text file of the repository."""
    return (ROOT / name).read_text(encoding="utf8")


@cache
def files() -> tuple[Path, ...]:
    """All that is or would be committed."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what belongs to the repository cannot be told")
    listed = subprocess.run(
        [git, "-c", f"safe.directory={ROOT}", "ls-files", "-z", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


def lines_with(pattern: re.Pattern[str], paths: Iterator[Path] | tuple[Path, ...]) -> list[str]:
    """Each line of text files in which a pattern is found, with its place."""
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


# --- what is not in it ------------------------------------------------------------------------


def test_no_file_names_the_host_of_a_package_registry() -> None:
    """Where packages come from is a matter of the user's own configuration."""
    assert lines_with(REGISTRY_HOSTS, files()) == []


def test_no_file_carries_a_download_address() -> None:
    """Nothing is fetched past the package manager."""
    assert lines_with(DOWNLOADS, files()) == []


def test_the_files_of_the_set_up_hold_no_address_at_all() -> None:
    """Names and versions are enough to set up."""
    addresses = re.compile(r"\w+://")
    assert lines_with(addresses, tuple(ROOT / name for name in SETUP)) == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    """The repository works wherever it lies."""
    assert lines_with(MACHINE_PATHS, files()) == []


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    """What is missing stands in the issues."""
    assert lines_with(LEFT_OVERS, files()) == []


def test_the_top_level_is_the_one_that_was_designed() -> None:
    """A new name at the top is a decision, made here."""
    expected = {
        *(".ci", ".github", ".gitignore", ".pre-commit-config.yaml"),
        *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md"),
        *("benchmarks", "constraints.txt", "docs", "fixtures", "pyproject.toml", "snapshots"),
        *("tests", "tracker"),
    }
    assert {path.relative_to(ROOT).parts[0] for path in files()} <= expected


def test_the_data_folder_holds_no_data() -> None:
    """Snapshots are the user's; only the page that explains them is ours."""
    inside = [path for path in files() if path.is_relative_to(ROOT / "snapshots")]
    assert inside == [ROOT / "snapshots" / "README.md"]


# --- fixtures ---------------------------------------------------------------------------------


#: Where example files live: those of the tests and those of the demo.
HOMES = (ROOT / "fixtures", ROOT / "tracker" / "standin")


def fixtures() -> tuple[Path, ...]:
    """Every example file."""
    return tuple(
        path
        for path in files()
        if any(path.is_relative_to(home) for home in HOMES) and path.suffix != ".py"
    )


def says_synthetic(path: Path) -> bool:
    """Whether a file, or a README.md or meta.json in a folder above it, says so."""
    folders = [folder for folder in path.parents if any(folder.is_relative_to(h) for h in HOMES)]
    notes = [path, *(folder / name for folder in folders for name in ("README.md", "meta.json"))]
    return any(b"synthetic" in note.read_bytes().lower() for note in notes if note.is_file())


def test_each_fixture_is_marked_as_synthetic() -> None:
    """Real records never enter the repository, so each example says that we made it."""
    assert [str(path.relative_to(ROOT)) for path in fixtures() if not says_synthetic(path)] == []


def test_each_fixture_is_small() -> None:
    """An example shows one situation; a whole record of hundreds of sites is built, not stored."""
    assert [path.name for path in fixtures() if path.stat().st_size > LARGEST_FIXTURE] == []


def test_no_fixture_holds_the_address_of_a_person() -> None:
    """E-mail addresses in examples belong to the domains that are reserved for examples."""
    ours = re.compile(r"(^|\.)(example(\.(org|com|net))?|invalid|test)$")
    strangers = [
        f"{path.relative_to(ROOT)}: {domain}"
        for path in fixtures()
        for domain in EMAIL.findall(path.read_text(encoding="utf8", errors="replace"))
        if not ours.search(domain)
    ]
    assert strangers == []


# --- the set-up -------------------------------------------------------------------------------


def constraints() -> dict[str, str]:
    """The pinned version of each package, by canonical name."""
    pins: dict[str, str] = {}
    for line in read("constraints.txt").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            pins[canonicalize_name(requirement.name)] = str(requirement.specifier)[2:]
    return pins


def test_constraints_are_names_and_versions_only() -> None:
    """No address, no hash, no option of the package manager."""
    pin = re.compile(r"(#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.]+(; [a-z_]+ [<>=!]+ '[\w.]+')?)?")
    assert [line for line in read("constraints.txt").splitlines() if not pin.fullmatch(line)] == []


def requirements() -> list[Requirement]:
    """All that the package and its extras ask for from others; an extra may name others of ours."""
    asked = list(project()["dependencies"])
    for extra in project()["optional-dependencies"].values():
        asked += extra
    found = [Requirement(text) for text in asked]
    return [one for one in found if one.name != project()["name"]]


@pytest.mark.parametrize("requirement", requirements(), ids=lambda one: one.name)
def test_each_requirement_is_pinned_to_a_version_that_it_allows(requirement: Requirement) -> None:
    """pyproject.toml and constraints.txt never disagree."""
    pins = constraints()
    name = canonicalize_name(requirement.name)
    assert name in pins, "run `make constraints`"
    assert requirement.specifier.contains(pins[name])


def test_no_pinned_version_asks_for_a_later_python() -> None:
    """The first release of the oldest Python will do; the system's own is often that old.

    Looks at what is installed; `make constraints` resolves for that release.
    """
    pins = constraints()
    needs = {
        f"{one.name} {one.version}": SpecifierSet(str(one.metadata.json.get("requires_python", "")))
        for one in distributions()
        if pins.get(canonicalize_name(one.name)) == one.version
    }
    first = f"{min(pythons())}.0"
    too_new = [name for name, asked in needs.items() if not asked.contains(first)]
    assert too_new == []


def pythons() -> set[str]:
    """The versions of Python that the package says it runs on."""
    prefix = "Programming Language :: Python :: "
    return {line.removeprefix(prefix) for line in project()["classifiers"] if prefix in line}


def test_the_workflow_runs_on_every_supported_python() -> None:
    """What is promised in the metadata is tried on each change."""
    matrix = re.search(r"python: \[(.*)\]", read(".github/workflows/ci.yml"))
    assert matrix is not None
    assert set(re.findall(r"3\.\d+", matrix[1])) == pythons() == {"3.11", "3.12", "3.13"}


def test_the_oldest_supported_python_is_the_one_that_is_required() -> None:
    """One number, three places: metadata, linter, type checker."""
    tools = tomllib.loads(read("pyproject.toml"))["tool"]
    oldest = min(pythons())
    assert project()["requires-python"] == f">={oldest}"
    assert tools["ruff"]["target-version"] == "py" + oldest.replace(".", "")
    assert tools["mypy"]["python_version"] == oldest


def test_the_licence_is_apache_2() -> None:
    """The metadata and the text say the same."""
    assert project()["license"] == "Apache-2.0"
    assert read("LICENSE").split()[:4] == ["Apache", "License", "Version", "2.0,"]


def test_every_command_of_the_makefile_says_what_it_does() -> None:
    """``make help`` leaves nothing out."""
    makefile = read("Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    explained = re.findall(r"^([a-z0-9-]+):.*## \S", makefile, re.MULTILINE)
    assert sorted(explained) == sorted(phony[1].split())


def test_ci_runs_the_commands_that_readers_are_told_to_run() -> None:
    """The two commands of the set-up, the checks that a change must pass, the Datasette to come."""
    steps = re.findall(r"^step ([\w-]+)$", read(".ci/run"), re.MULTILINE)
    assert steps == ["demo", "lint", "types", "test", "test-datasette1"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_wheel_ships_everything_in_the_package(tmp_path: Path) -> None:
    """Templates, demo data and the marker of typing travel with the code."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("tracker/")}
    ours = {path.relative_to(ROOT).as_posix() for path in files()}
    assert shipped == {name for name in ours if name.startswith("tracker/")}


# --- the tests themselves ---------------------------------------------------------------------


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "registry.invalid"])
def test_a_test_that_reaches_for_the_network_is_stopped(host: str) -> None:
    """Connections and look-ups of names are refused; both are told from an ordinary failure."""
    with pytest.raises(BaseException, match="tests do not use the network"):
        socket.create_connection((host, 80), timeout=0.1)


def test_a_test_may_talk_to_its_own_machine() -> None:
    """A real server on loopback is what the tests prefer to a patched client."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
