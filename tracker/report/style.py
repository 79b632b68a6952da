"""The one style sheet of all pages: light and dark, screen and paper.

Colours of text stand at least 4.5 : 1 against what is behind them (WCAG 2.2 AA), in both schemes.
"""

from __future__ import annotations

STYLE = """\
:root { color-scheme: light dark; --paper: #fff; --ink: #1c2430; --soft: #566172;
  --line: #d5dae1; --panel: #f5f7f9; --link: #0b5cad; --mark: #a3370b; --add: #17692f;
  --addback: #e6f4ea; --gone: #a12622; --goneback: #fdecea; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181f; --ink: #e5e9ef; --soft: #a3adbb;
  --line: #353d49; --panel: #1d232c; --link: #83bbff; --mark: #f2a37c; --add: #84d59a;
  --addback: #17301f; --gone: #ff9d96; --goneback: #3a1c1b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  overflow-wrap: anywhere; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .35rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.4rem 0 .6rem; padding-top: 1rem;
  border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p { margin: .4rem 0; max-width: 46rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
time { white-space: nowrap; }
td ol { margin: 0; padding-left: 1.3rem; }
td li { margin-bottom: .3rem; }
.lead, .soft, time { color: var(--soft); }
.id { font-variant-numeric: tabular-nums; font-weight: 600; }
.rule { color: var(--soft); font-size: .8rem; white-space: nowrap; }
ul.events { list-style: none; margin: .4rem 0; padding: 0; }
ul.events > li { display: grid; grid-template-columns: 6.2rem 1fr; gap: .1rem .9rem;
  padding: .4rem 0; border-top: 1px solid var(--line); }
ul.events > li:first-child { border-top: 0; }
ul.events time { font-variant-numeric: tabular-nums; font-size: .9rem; padding-top: .08rem; }
.wide { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
caption { text-align: left; color: var(--soft); padding: 0 0 .3rem; }
th, td { text-align: left; vertical-align: top; padding: .38rem .8rem .38rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
thead th { font-weight: 600; color: var(--soft); }
tbody th { font-weight: 500; }
code { font: .82em/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  overflow-wrap: anywhere; }
ins { color: var(--add); background: var(--addback); text-decoration: none; padding: 0 .15em; }
del { color: var(--gone); background: var(--goneback); padding: 0 .15em; }
.moved { color: var(--mark); font-weight: 600; }
.note { background: var(--panel); border-left: 3px solid var(--line); padding: .6rem .9rem;
  margin: .8rem 0; max-width: none; }
.note ul { margin: .2rem 0; padding-left: 1.1rem; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr));
  gap: .6rem 1.4rem; margin: 1rem 0; }
dl.facts div { border-top: 2px solid var(--line); padding-top: .35rem; }
dl.facts dt { color: var(--soft); font-size: .82rem; }
dl.facts dd { margin: 0; font-weight: 600; }
figure { margin: .8rem 0 1.6rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-weight: 600; font-size: .95rem; margin-bottom: .3rem; }
details summary { cursor: pointer; color: var(--link); font-size: .9rem; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line);
  color: var(--soft); font-size: .85rem; }
@media (max-width: 34rem) { ul.events > li { grid-template-columns: 1fr; }
  .wide thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px;
    overflow: hidden; }
  .wide tr, .wide th, .wide td { display: block; border: 0; padding: .1rem 0; }
  .wide tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .wide tbody th { font-weight: 600; }
  .wide td[data-column]::before { content: attr(data-column); display: block;
    color: var(--soft); font-size: .8rem; } }
@media print { :root { --paper: #fff; --ink: #000; --soft: #444; --line: #bbb; --panel: #fff;
    --link: #000; --mark: #7a2906; --add: #0f4a20; --addback: #fff; --gone: #7d1b18;
    --goneback: #fff; color-scheme: light; }
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  h2, h3, figcaption { break-after: avoid; } li, tr, figure { break-inside: avoid; }
  .wide { overflow: visible; } }
"""
