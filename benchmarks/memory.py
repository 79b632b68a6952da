"""Peak memory of importing a zip of records, at 10,000, 50,000 and 100,000 of them.

    synthetic lives -> a zip, a file a trial -> the import, in a process of its own -> its peak

The zip has the form of the registry's own dump of all its studies. The records are small, 3 kB, so
that it is made and read in a few minutes; memory that grows with their number would show all the
same. What comes after an import, the finding of events trial by trial, is not part of it.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import msgspec

from benchmarks.lives import CODE, ID, life
from benchmarks.table import Row, show
from tracker.dates import utc
from tracker.importing import import_paths
from tracker.store import Store

SIZES = (10_000, 50_000, 100_000)
#: How much more the largest may take than the smallest, in parts of that.
FLAT = 1.25
#: Different studies in the zip; each stands there under many ids.
STUDIES = 200


def write_zip(path: Path, records: int) -> int:
    """A zip of so many records; how many bytes they have."""
    made = [msgspec.json.encode(study) for number in range(STUDIES) for _, study in life(number, 1)]
    size = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(records):
            trial = f"NCT{90_000_000 + number}"
            study = made[number % STUDIES].replace(ID.encode(), trial.encode())
            study = study.replace(CODE.encode(), f"TRK-{number:07}".encode())
            archive.writestr(f"{trial}.json", study)
            size += len(study)
    return size


def peak(command: list[str]) -> tuple[float, float]:
    """Peak memory in MB and CPU seconds of a process."""
    process = os.posix_spawn(command[0], command, dict(os.environ), file_actions=_SILENT)
    _, status, used = os.wait4(process, 0)
    assert os.waitstatus_to_exitcode(status) == 0, command
    return used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


_SILENT = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]


def rows() -> list[Row]:
    """A row a size, beside the smallest."""
    table: list[Row] = []
    least = 0.0
    for records in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            dump, database = Path(folder) / "ctg-studies.json.zip", Path(folder) / "tracker.db"
            size = write_zip(dump, records)
            itself = [sys.executable, "-m", "benchmarks.memory"]
            megabytes, seconds = peak([*itself, str(dump), str(database)])
        least = least or megabytes
        table.append(
            Row(
                f"{records:,} records, {size / 1e6:,.0f} MB of JSON",
                f"{megabytes:,.0f} MB at the peak, {records / seconds:,.0f} records/CPU s",
                f"{least:,.0f} MB at {SIZES[0]:,}",
                megabytes / least,
                f"at most {FLAT:g}",
                megabytes / least <= FLAT,
            )
        )
    return table


def take(dump: Path, database: Path) -> None:
    """The import, as ``tracker import`` does it."""
    with Store.open(database) as store:
        now = utc(dt.datetime.now(dt.UTC) + dt.timedelta(days=1))  # after the zip was written
        report = import_paths(store, [dump], now=now)
        assert not report.left, report.left[:3]


def main() -> int:
    """Print the table; how many bounds were missed."""
    return show("Memory of an import", rows())


if __name__ == "__main__":
    take(*map(Path, sys.argv[1:]))
