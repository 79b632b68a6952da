"""What our pages add to the one style sheet of reports: frame, forms, the drawing, comparisons.

Colours are properties with a value for light and one for dark paper; a test measures every pair
that stands upon another. A colour never says anything alone: bars have patterns and names, marks
have shapes and letters, what came is underlined and what went is struck through.
"""

from __future__ import annotations

from tracker.report.style import STYLE as REPORT

#: What is drawn: for each status the ground of its bar and the line around it, then the lines.
_LIGHT = """\
--nyr: #fbf1d3; --nyr-line: #8a6a0a; --rec: #dcf2e3; --rec-line: #1f7a45;
--inv: #d8f0f1; --inv-line: #17737a; --act: #dcebfb; --act-line: #1d65ad;
--sus: #fde5d6; --sus-line: #b04f12; --com: #e9e2f8; --com-line: #6a48b5;
--ter: #fbe0e0; --ter-line: #b53333; --wit: #f7dfe9; --wit-line: #9c2f63;
--unk: #e8ebef; --unk-line: #5c6776; --first: #b8500f; --second: #6a48b5; --count: #1d65ad;
--places: #1f7a45; --grid: #e3e7ec;"""
_DARK = """\
--nyr: #3a310f; --nyr-line: #d8b24a; --rec: #15361f; --rec-line: #6fcb92;
--inv: #10363a; --inv-line: #66c6cd; --act: #16304c; --act-line: #7fb6f0;
--sus: #43270f; --sus-line: #eea36b; --com: #2d2350; --com-line: #b9a3ee;
--ter: #441d1e; --ter-line: #f19a9a; --wit: #421a2d; --wit-line: #ee9cc0;
--unk: #2b323c; --unk-line: #a9b3c0; --first: #f0a066; --second: #b9a3ee; --count: #7fb6f0;
--places: #6fcb92; --grid: #2a313b;"""
_STATUSES = {
    "not-yet-recruiting": "nyr",
    "recruiting": "rec",
    "enrolling-by-invitation": "inv",
    "active-not-recruiting": "act",
    "suspended": "sus",
    "completed": "com",
    "terminated": "ter",
    "withdrawn": "wit",
    "unknown": "unk",
    "other": "unk",
}

_FRAME = """\
.skip { position: absolute; left: -999rem; } .skip:focus { left: 1rem; top: .5rem; z-index: 2;
  background: var(--paper); padding: .4rem .8rem; border: 2px solid var(--link); }
.top { border-bottom: 1px solid var(--line); background: var(--panel); }
.top > div { max-width: 62rem; margin: 0 auto; padding: .55rem 1.25rem; display: flex;
  flex-wrap: wrap; gap: .4rem 1.2rem; align-items: center; }
.top nav { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; margin: 0; flex: 1 1 auto; }
.top nav a { padding: .25rem 0; } .top .brand { font-weight: 700; color: var(--ink);
  text-decoration: none; } .top form { margin: 0; flex: 0 1 20rem; flex-wrap: nowrap; }
main { padding-top: 1.6rem; } main:focus { outline: none; }
form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: 1rem 0; }
form label { flex: 1 1 100%; color: var(--soft); font-size: .9rem; }
input { flex: 1 1 12rem; min-width: 0; } input, button, select { font: inherit;
  padding: .4rem .6rem; color: var(--ink); background: var(--paper);
  border: 1px solid var(--soft); border-radius: 6px; }
button { cursor: pointer; background: var(--panel); }
input:focus-visible, button:focus-visible, select:focus-visible, .wide:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; }
ul.plain { margin: .2rem 0 .8rem; padding-left: 1.2rem; }
.links a, .links strong { margin-right: .9rem; display: inline-block; padding: .2rem 0; }
summary { padding: .25rem 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
ins { text-decoration: underline; text-decoration-thickness: .08em; border-radius: 3px; }
del { border-radius: 3px; }
.badge { display: inline-block; border: 1px solid currentColor; border-radius: 1rem;
  padding: 0 .6rem; font-size: .82rem; font-weight: 600; }
.say time { color: inherit; } .say { font-size: 1.1rem; line-height: 1.55; margin: .8rem 0 1.1rem; }
.clocks { color: var(--soft); font-size: .88rem; max-width: none; }
.clocks strong { color: var(--ink); font-weight: 600; }
dl.facts .whole { grid-column: 1 / -1; } dl.facts .whole dd { font-weight: 400; }
.links { max-width: none; }
@media (max-width: 34rem) { dl.facts { grid-template-columns: 1fr; gap: 0; }
  dl.facts div { display: grid; grid-template-columns: 8.2rem 1fr; gap: .6rem;
    border-top: 1px solid var(--line); padding: .3rem 0; align-items: baseline; }
  dl.facts .whole { display: block; } svg.bars text { font-size: 26px; } }
.version { display: flex; flex-wrap: wrap; gap: 0 .9rem; align-items: baseline; }
.version h3 { margin: 0; } .version span, .version > a { font-size: .9rem; }
ul.events > li { padding: .7rem 0; }
ul.events details { margin: .15rem 0; } ul.events p { margin: .15rem 0; }
ul.events ul.plain { margin: .15rem 0 .3rem; }
:target { scroll-margin-top: 1rem; background: var(--panel); outline: 2px solid var(--line);
  outline-offset: 4px; }
@page { margin: 16mm 14mm; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
"""
_COMPARE = """\
.choose { background: var(--panel); padding: .8rem 1rem; border-radius: 8px; align-items: end; }
.choose > div { flex: 1 1 11rem; } .choose label { display: block; } .choose input { width: 100%; }
.merged, .side { white-space: pre-wrap; }
.compare th, .compare td { overflow-wrap: anywhere; }
.fields, .changed { table-layout: fixed; } .fields th:first-child { width: 22%; }
.changed th:first-child { width: 13%; min-width: 6.5rem; }
.compare .sign { display: inline-block; min-width: 5.5rem; }
.part h2 { margin-top: 1.5rem; } .part h3 { margin: .6rem 0 .3rem; }
.sign { font-weight: 700; white-space: nowrap; } .plus { color: var(--add); }
.minus { color: var(--gone); } .tilde { color: var(--mark); }
.fold { border-top: 1px solid var(--line); margin-top: 2rem; padding-top: .6rem; }
@media (max-width: 40rem) {
  td:empty { display: none !important; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }
  .stack tr, .stack th, .stack td { display: block; width: auto !important; border: 0; }
  .stack tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .stack td, .stack th { padding: .1rem 0; }
  .stack td[data-head]::before { content: attr(data-head) ": "; color: var(--soft);
    font-size: .82rem; } }
"""
_DRAWING = """\
svg.life { font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
svg.life text { fill: var(--ink); } svg.life .soft { fill: var(--soft); font-size: 12px; }
svg.life .head { font-weight: 600; font-size: 13px; } svg.life .value { font-size: 12px; }
svg.life .value, svg.life .in { paint-order: stroke; stroke: var(--paper); stroke-width: 3px;
  stroke-linejoin: round; }
svg.life .grid { stroke: var(--grid); } svg.life .base { stroke: var(--soft); fill: none; }
svg.life .line { fill: none; stroke-width: 2.2; } svg.life .dot { stroke-width: 1.8;
  fill: var(--paper); }
svg.life .enrolment { stroke: var(--count); } svg.life .enrolment.actual { fill: var(--count); }
svg.life .primary { stroke: var(--first); } svg.life .primary.actual { fill: var(--first); }
svg.life .completion { stroke: var(--second); } svg.life .completion.actual {
  fill: var(--second); } svg.life .line.completion { stroke-dasharray: 7 3; }
svg.life .sites { stroke: var(--places); } svg.life .line.same { stroke: var(--soft);
  stroke-width: 1.2; stroke-dasharray: 2 4; }
svg.life .dot.sites { fill: var(--places); r: 2.4px; }
svg.life .outcomes, svg.life .eligibility, svg.life .results { stroke-width: 1.8;
  fill: var(--paper); }
svg.life .outcomes { stroke: var(--first); } svg.life .eligibility { stroke: var(--count); }
svg.life .results { stroke: var(--second); } svg.life .letter { stroke: none; font-weight: 700;
  font-size: 12px; } svg.life .hit { fill: transparent; stroke: none; }
svg.life a:hover rect, svg.life a:hover circle, svg.life a:hover path { stroke-width: 2.6; }
svg.life a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
svg.bars { overflow: visible; }
svg .bar { fill: var(--link); }
figure.life { margin: .4rem 0 .6rem; } .narrow-one { display: none !important; }
@media (max-width: 46rem) { .wide-one { display: none !important; }
  .narrow-one { display: block !important; max-width: 30rem; } }
@media print { .top, .skip, form, .links, ul.events details { display: none; }
  figure.life + details::details-content { content-visibility: visible; display: block; }
  figure.life + details summary { display: none; } svg.life a { color: inherit; }
  .wide-one { display: block !important; } .narrow-one { display: none !important; }
  a { text-decoration: none; } }
"""


def _statuses() -> str:
    return "".join(
        f"svg.life .{kind} {{ --ground: var(--{name}); --edge: var(--{name}-line); }}\n"
        for kind, name in _STATUSES.items()
    )


def _drawn() -> str:
    """Bars take both colours of their status; the pattern is the line's, thin."""
    return (
        _statuses()
        + "svg.life .st { fill: var(--ground); stroke: var(--edge); stroke-width: 1; }\n"
        + "svg.life .in { stroke: var(--ground); }\n"
        + "svg.life pattern path { stroke: var(--edge); stroke-width: 1; fill: none;"
        + " opacity: .45; }\nsvg.life pattern circle { fill: var(--edge); opacity: .55; }\n"
    )


STYLE = (
    REPORT
    + f":root {{ {_LIGHT} }}\n"
    + f"@media (prefers-color-scheme: dark) {{ :root {{ {_DARK} }} }}\n"
    + f"@media print {{ :root {{ {_LIGHT} }} }}\n"
    + _FRAME
    + _COMPARE
    + _DRAWING
    + _drawn()
)
