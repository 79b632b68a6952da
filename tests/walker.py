"""A person at a browser: a headless Chromium that keeps watch while it walks through the pages.

Playwright drives the Chromium of the system; where there is none, the tests are skipped and say so.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.calls import Caller

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

#: Roles that a person acts on or looks at: each must have a name that can be read out.
NAMED = {"link", "button", "textbox", "searchbox", "combobox", "checkbox", "radio", "image", "img"}
NAMED |= {"DisclosureTriangle", "slider", "spinbutton", "option", "tab"}

#: Each text of a page with the colours in which it stands, as the browser has worked them out.
_COLOURS = """() => {
  const shown = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const element = node.parentElement, text = node.data.trim();
    if (!text || element.closest('svg,script,style,noscript,option,.cm-editor')) continue;
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || !box.height || style.visibility === 'hidden') continue;
    const behind = [];
    for (let at = element; at; at = at.parentElement) {
      const own = getComputedStyle(at);
      behind.push(own.backgroundColor);
    }
    shown.push([text.slice(0, 40), style.color, behind, parseFloat(style.fontSize),
                parseInt(style.fontWeight)]);
  }
  return shown;
}"""


class Walk:
    """A page that is walked through; what goes wrong on the way is written down."""

    def __init__(self, page: Page, home: str, *, javascript: bool) -> None:
        self.page = page
        self.home = home
        self.javascript = javascript
        self.complaints: list[str] = []
        page.on("console", lambda said: self._console(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("dialog", lambda dialog: self._dialog(dialog))
        page.on("request", lambda request: self._request(request.url))

    def _console(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"console {kind}: {text}")

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"a dialog opened: {dialog.message}")
        dialog.dismiss()

    def _request(self, address: str) -> None:
        parts = urlsplit(address)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.complaints.append(f"asked for {address}")

    def goes_to(self, path: str) -> Walk:
        """Open an address of the site."""
        answer = self.page.goto(self.home + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        return self

    def follows(self, name: str | re.Pattern[str]) -> Walk:
        """Click the first link of that name, and wait for where it leads."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def must_be_well(self, *, themes: bool = False) -> None:
        """What holds for every page, wherever one stands."""
        assert self.complaints == []
        assert self.page.title()
        assert self.page.locator("html").get_attribute("lang")
        assert self.page.locator("h1").count() == 1
        assert self.page.locator("main, [role=main]").count() == 1
        assert self.unnamed() == []
        assert self.sideways() <= 0, f"{self.page.url} is wider than the screen"
        if themes:
            assert self.faint() == []

    def unnamed(self) -> list[str]:
        """What a person could act on or look at but not have read out."""
        session = self.page.context.new_cdp_session(self.page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        return [
            f"{node['role']['value']} {node.get('properties')}"
            for node in nodes
            if not node.get("ignored")
            and node.get("role", {}).get("value") in NAMED
            and not node.get("name", {}).get("value", "").strip()
        ]

    def sideways(self) -> int:
        """By how many pixels the page is wider than its window."""
        wide: int = self.page.evaluate(
            "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
        )
        return wide

    def faint(self) -> list[str]:
        """Texts below the contrast of WCAG 2.2 AA (1.4.3: 4.5, large text 3), in both themes."""
        found = []
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme="light" if theme == "light" else "dark")
            for text, colour, behind, size, weight in self.page.evaluate(_COLOURS):
                large = size >= 24 or (size >= 18.66 and weight >= 700)
                ratio = _contrast(colour, behind, theme)
                if ratio < (3 if large else 4.5):
                    found.append(f"{theme}: {text!r} {colour} on {behind[0]}: {ratio:.2f}")
        return found


def _parts(colour: str) -> tuple[float, float, float, float]:
    """``rgb(1, 2, 3)`` or ``rgba(1, 2, 3, 0.5)`` as numbers."""
    red, green, blue, *alpha = (float(part) for part in re.findall(r"[\d.]+", colour))
    return red, green, blue, alpha[0] if alpha else 1.0


def _over(above: str, below: tuple[float, float, float]) -> tuple[float, float, float]:
    """A colour laid over another."""
    *over, alpha = _parts(above)
    red, green, blue = (a * alpha + b * (1 - alpha) for a, b in zip(over, below, strict=True))
    return red, green, blue


def _luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    steps = [value / 255 for value in colour]
    linear = [
        step / 12.92 if step <= 0.04045 else ((step + 0.055) / 1.055) ** 2.4 for step in steps
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(colour: str, behind: list[str], theme: str) -> float:
    """The contrast of a text with what lies behind it, the nearest first."""
    ground = (255.0, 255.0, 255.0) if theme == "light" else (18.0, 18.0, 18.0)
    for layer in reversed(behind):
        ground = _over(layer, ground)
    lights = sorted((_luminance(_over(colour, ground)), _luminance(ground)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium without a window; the test is skipped where the system has none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: install the system's package `chromium`")
    with sync_playwright() as playwright:
        # Root has no sandbox of Chromium's; the pages are ours, on loopback.
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@contextmanager
def served(database: Path) -> Iterator[str]:
    """The address at which ``tracker serve`` shows a database, in a process of its own."""
    call = Caller(database.parent, TRACKER_DB=str(database))
    with call.process("serve", "--port", "0") as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", said)
            assert found, said
            yield found[0]
        finally:
            process.terminate()


@contextmanager
def walk(
    browser: Browser, home: str, *, width: int, javascript: bool, dark: bool = False
) -> Iterator[Walk]:
    """Someone before a screen of that width."""
    context = browser.new_context(
        viewport=ViewportSize(width=width, height=800),
        java_script_enabled=javascript,
        color_scheme="dark" if dark else "light",
    )
    try:
        yield Walk(context.new_page(), home, javascript=javascript)
    finally:
        context.close()
