"""Takes the pictures of README and docs/browse.md: the demo's database, as a browser shows it.

Comes in: the demo, played afresh and served by ``tracker serve``; the Chromium of the system.
Goes out: ``docs/pictures/*.png``, each in light and dark.
Does not: run in the tests, for two Chromiums never paint quite the same. ``make screenshots``
runs it; look at what it made before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tracker.demo import run_demo

PICTURES = Path(__file__).parents[1] / "pictures"
TRIAL = "NCT99000002"


class Shot(NamedTuple):
    """One picture: its name, the page, the size of the window in CSS pixels."""

    name: str
    path: str
    width: int = 1280
    height: int = 960


SHOTS = (
    Shot("trial", f"/trial/{TRIAL}", height=1450),
    Shot("compare", f"/trial/{TRIAL}/compare/1/last"),
)


def main() -> None:
    """Take all pictures anew."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for _ in run_demo(Path(folder)):
            pass
        server = subprocess.Popen(
            [sys.executable, "-m", "tracker", "--db", "tracker.db", "serve", "--port", "0"],
            cwd=folder,
            env=os.environ | {"TRACKER_NOW": "2026-03-06T08:00:00Z"},
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stderr is not None
            said = server.stderr.readline()
            address = re.search(r"http://[\d.:]+", said)
            if address is None:
                raise SystemExit(f"the demo could not be served: {said}")
            _take_all(address[0])
        finally:
            server.terminate()
            server.wait()


def _take_all(home: str) -> None:
    """Each picture in both themes."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("no Chromium here: install the system's package `chromium`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for shot in SHOTS:
            for dark in (False, True):
                path = _take(browser, home, shot, dark=dark)
                print(
                    f"taken: {path.relative_to(PICTURES.parents[1])}, {path.stat().st_size} bytes"
                )
        browser.close()


def _take(browser: Browser, home: str, shot: Shot, *, dark: bool) -> Path:
    """One page, as much of it as the window shows."""
    context = browser.new_context(
        viewport=ViewportSize(width=shot.width, height=shot.height),
        color_scheme="dark" if dark else "light",
    )
    page = context.new_page()
    page.goto(home + shot.path)
    path = PICTURES / f"{shot.name}-{'dark' if dark else 'light'}.png"
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
