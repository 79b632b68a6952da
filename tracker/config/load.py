"""Flags, environment, file and defaults to one configuration.

Comes in: a path, overrides, the environment.
Goes out: a :class:`Config`, which also says where each value came from.
Does not: open the database, send anything. A wrong value is a ``ConfigError`` that names its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from msgspec import field
from msgspec.structs import asdict

from tracker.config.alerts import SECRET
from tracker.config.checks import Wrong, checked
from tracker.config.tables import DAY, LEAST_PAUSE, Tables
from tracker.config.toml import fill, leaves, read_toml
from tracker.errors import ConfigError

if TYPE_CHECKING:
    from tracker.fetch import FetchSettings

FILE = "tracker.toml"
DEFAULT = "default"
_CLOCK = "now"
_PAUSES = ("sources.ctgov.pause", "sources.page.pause")
#: Which keys each variable of the environment sets.
VARIABLES: dict[str, tuple[str, ...]] = {
    "TRACKER_DB": ("db",),
    "TRACKER_CTGOV_URL": ("sources.ctgov.url",),
    "TRACKER_PAUSE": _PAUSES,
    "TRACKER_CONTACT": ("contact",),
    "TRACKER_NOW": (_CLOCK,),
}


class Secrets(dict[str, str]):
    """Values that the configuration names but never shows, by variable."""

    def __repr__(self) -> str:
        return "Secrets(...)"


class Config(Tables, frozen=True):
    """The tables of ``tracker.toml`` as they hold for this run, and what is not in a file."""

    #: The file that was read; None where there was none.
    file: Path | None = None
    #: Whether colours are wanted (NO_COLOR unset).
    color: bool = True
    #: The moment at which the clock stands still (TRACKER_NOW); None for a clock that runs.
    frozen: datetime | None = None
    #: Where each value came from, by dotted name: "default", the file, a variable, a flag.
    origin: dict[str, str] = field(default_factory=dict)
    #: What ``env:NAME`` stands for; shown nowhere.
    secrets: Secrets = field(default_factory=Secrets)

    def now(self) -> datetime:
        """The moment of this run, in UTC."""
        return self.frozen or datetime.now(UTC)

    @property
    def ctgov_root(self) -> str:
        """ClinicalTrials.gov without /api/v2."""
        return self.sources.ctgov.url

    def hosts(self) -> dict[str, float]:
        """The hosts that may be asked, each with its pause in seconds."""
        hosts: dict[str, float] = {}
        for source in (self.sources.ctgov, self.sources.page):
            if source.url is not None:
                parts = urlsplit(source.url)
                host = f"{parts.scheme}://{parts.netloc}"
                hosts[host] = max(source.pause, hosts.get(host, 0.0))
        return hosts

    def secret(self, value: str) -> str:
        """What ``env:NAME`` stands for; ``ConfigError`` where the variable is not set."""
        name = value.removeprefix(SECRET)
        if not self.secrets.get(name):
            raise ConfigError(f"the variable {name} is not set in the environment of this run")
        return self.secrets[name]

    def fetch_settings(self) -> FetchSettings:
        """What the fetcher needs to know."""
        from tracker.fetch import FetchSettings  # Late: the HTTP client loads slowly.

        return FetchSettings(hosts=self.hosts(), contact=self.contact, **asdict(self.fetch))


def load(
    path: Path | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Config:
    """The configuration of this run.

    Flags (``overrides``, by dotted key: "db", "fetch.tries", "now"; None means not given) win
    over the environment, that over the file, that over the defaults. The file is ``path``, else
    TRACKER_CONFIG, else ``tracker.toml`` in the working folder, where it may be absent. A relative
    ``db`` in the file, and the default, start at the file's folder.
    """
    environ = os.environ if environ is None else environ
    file = _file(path, environ)
    values = {} if file is None else read_toml(file)
    origin = {key: str(file) for key in _keys(values)}
    frozen = None
    for key, value, source in _given(overrides or {}, environ):
        origin[key] = source
        if key == _CLOCK:
            frozen = _moment(value, source)
        else:
            _put(values, key, value)
    tables = _tables(values, origin, file)
    db = tables.db.expanduser()
    if file is not None and origin.get("db", str(file)) == str(file):
        db = file.parent / db
    origin = {key: DEFAULT for key, _ in leaves(tables)} | origin
    no_color = bool(environ.get("NO_COLOR"))
    return Config(
        **asdict(tables) | {"db": db},
        file=file,
        color=not no_color,
        frozen=frozen,
        origin=origin | {"color": "NO_COLOR" if no_color else DEFAULT},
        secrets=_secrets(tables, environ),
    )


def _secrets(tables: Tables, environ: Mapping[str, str]) -> Secrets:
    """The variables that channels name, as far as they are set."""
    said = [text for one in tables.notify.channels for text in (one.url, one.password) if text]
    names = [text.removeprefix(SECRET) for text in said]
    return Secrets({name: environ[name].strip() for name in names if name in environ})


def _file(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read: one that is named must be there."""
    named = environ.get("TRACKER_CONFIG")
    if path is not None or named:
        return Path(path or named or "").expanduser()
    return Path(FILE) if Path(FILE).exists() else None


def _given(
    overrides: Mapping[str, object], environ: Mapping[str, str]
) -> Iterator[tuple[str, object, str]]:
    """(key, value, where from) of all that stands above the file, the strongest last."""
    for variable, keys in VARIABLES.items():
        text = environ.get(variable, "").strip()
        if text:
            number = _seconds(variable, text) if keys == _PAUSES else text
            yield from ((key, number, variable) for key in keys)
    for key, value in overrides.items():
        if value is not None:
            yield key, value, "--" + key.rpartition(".")[2].replace("_", "-")


def _seconds(variable: str, text: str) -> float:
    """A length of time of the environment."""
    with suppress(ValueError):
        if 0 <= (seconds := float(text)) <= DAY:
            return seconds
    raise ConfigError(
        f"{variable}: {text!r} is no pause; write how many seconds to leave between two requests, "
        f"a number from 0 to {DAY:.0f}, such as {LEAST_PAUSE}"
    )


def _moment(value: object, source: str) -> datetime:
    """A moment in UTC; one without a zone is taken as UTC."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ConfigError(
            f"{source}: {value!r} is no moment; write it like 2026-03-01T14:30:00Z"
        ) from error


def _put(values: dict[str, Any], key: str, value: object) -> None:
    """Set a dotted key; what is no table on the way there is left for the check to refuse."""
    *tables, last = key.split(".")
    for name in tables:
        values = values.setdefault(name, {})
        if not isinstance(values, dict):
            return
    values[last] = value


def _keys(values: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """The dotted names of all that a file sets, tables too."""
    for name, value in values.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from _keys(value, f"{prefix}{name}.")


def _tables(values: dict[str, Any], origin: Mapping[str, str], file: Path | None) -> Tables:
    try:
        return checked(fill(values))
    except Wrong as error:
        where = origin.get(error.key, DEFAULT)
        if where == str(file):
            table, _, key = error.key.rpartition(".")
            where = f"{file}: [{table}] {key}" if table else f"{file}: {key}"
        raise ConfigError(f"{where}: {error.text}{_got(values, error)}") from error


def _got(values: dict[str, Any], error: Wrong) -> str:
    """The value that was refused, where the sentence does not hold it."""
    value: Any = values
    for name in error.key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    is_bound = error.text.startswith("expected a") and "got" not in error.text
    return f", got {value}" if is_bound and isinstance(value, int | float) else ""
