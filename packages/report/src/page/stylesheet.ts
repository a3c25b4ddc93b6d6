/** Charts keep their white ground in the dark; everything else follows the reader's setting. */
export const STYLESHEET = `
:root {
  --page: #f5f6f7; --card: #ffffff; --line: #dfe2e6; --text: #1d2125; --muted: #5c6570; --accent: #0072b2; --right: #00704f; --wrong: #b34700;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --card: #1d2125; --line: #343a41; --text: #e8eaed; --muted: #9ba4ae; --accent: #56b4e9; --right: #3fc69b; --wrong: #ff9a57; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 64rem; margin: 0 auto; padding: clamp(1.5rem, 5vw, 3.5rem) clamp(0.875rem, 4vw, 2.5rem) 4rem; }
header { margin-bottom: 2rem; }
h1 { margin: 0; font-size: clamp(1.5rem, 1.15rem + 1.8vw, 2.125rem); line-height: 1.2; letter-spacing: -0.015em; text-wrap: balance; }
h2 { margin: 3rem 0 0.75rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -0.005em; }
h3 { margin: 2rem 0 0.5rem; font-size: 1.0625rem; line-height: 1.35; }
h1, h2, h3, p, summary, figcaption { overflow-wrap: break-word; }
p { max-width: 42rem; margin: 0.75rem 0; }
.subtitle { margin: 0.5rem 0 0; color: var(--muted); font-size: 1.0625rem; }

.card { margin: 1rem 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
/* A shade at each edge that has more behind it; it scrolls out of sight at the end. */
.scroll {
  overflow-x: auto;
  background:
    linear-gradient(to right, var(--card) 40%, transparent) left / 2rem 100% no-repeat local,
    linear-gradient(to left, var(--card) 40%, transparent) right / 2rem 100% no-repeat local,
    linear-gradient(to right, rgb(0 0 0 / 0.16), transparent) left / 0.75rem 100% no-repeat scroll,
    linear-gradient(to left, rgb(0 0 0 / 0.16), transparent) right / 0.75rem 100% no-repeat scroll;
}
figure.card { padding: 1rem; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
figcaption { max-width: 42rem; margin-top: 0.75rem; color: var(--muted); font-size: 0.875rem; line-height: 1.45; text-wrap: pretty; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.4; font-variant-numeric: tabular-nums lining-nums; }
th, td { padding: 0.5rem clamp(0.45rem, 0.9vw, 0.7rem); text-align: left; vertical-align: baseline; border-top: 1px solid var(--line); white-space: nowrap; }
thead th { border-top: 0; color: var(--muted); font-size: 0.8125rem; font-weight: 500; }
tbody th { font-weight: 400; }
th:first-child, td:first-child { padding-left: clamp(0.75rem, 2vw, 1rem); }
th:last-child, td:last-child { padding-right: clamp(0.75rem, 2vw, 1rem); }
.number { text-align: right; }
figure.key-figures, figure.columns { padding: 0; overflow: hidden; }
.key-figures figcaption, .columns figcaption { max-width: none; margin: 0; padding: 0.75rem clamp(0.75rem, 2vw, 1rem) 0.25rem; }
.key-figures { max-width: 46rem; }
.key-figures tbody th { white-space: normal; }
.key-figures small { display: block; color: var(--muted); font-size: 0.8125rem; }
.ours { font-weight: 650; }
.columns table { font-size: 0.875rem; }
.columns thead th { white-space: normal; vertical-align: bottom; min-width: 5.25rem; line-height: 1.3; }
.columns td:first-child, .grid th:first-child { position: sticky; left: 0; background: var(--card); }
.columns.grid thead th:first-child { min-width: 0; }
.grid tbody th, .grid tfoot th { font-weight: 500; }
.grid small { display: block; color: var(--muted); font-size: 0.8125rem; }
.grid tfoot th, .grid tfoot td { border-top: 2px solid var(--line); }

.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); gap: 1rem; align-items: start; margin: 1rem 0; }
.charts figure.card { margin: 0; padding: 0.5rem; background: #ffffff; border-color: #dfe2e6; }
.charts svg { display: block; width: 100%; height: auto; }
.charts figcaption { margin: 0; padding: 0.25rem 0.75rem 0.5rem; color: #5c6570; }
@media (prefers-color-scheme: dark) { .charts figure.card { border-color: transparent; } }

@media (max-width: 34rem) {
  table { font-size: 0.875rem; }
  .key-figures td { white-space: normal; }
  .columns td:first-child { min-width: 6.5rem; max-width: 8rem; white-space: normal; overflow-wrap: anywhere; }
  .columns thead th:first-child { min-width: 6.5rem; }
  .charts figure.card { padding: 0.25rem; }
}

.strip { display: grid; grid-template-columns: max-content minmax(calc(var(--columns) * 4rem), var(--width)); column-gap: 0.75rem; }
.labels { display: grid; grid-auto-rows: 1fr; position: sticky; left: 0; z-index: 1; padding-right: 0.25rem; background: var(--card); }
.labels span { align-self: center; max-width: 7rem; color: var(--muted); font-size: 0.75rem; line-height: 1.25; }
.strip img { display: block; width: 100%; height: auto; background: var(--line); image-rendering: pixelated; }
.captions { grid-column: 2; display: grid; grid-template-columns: repeat(var(--columns), 1fr); margin-top: 0.25rem; }
.captions span {
  font-size: 0.75rem; line-height: 1.3; text-align: center; white-space: pre-line; overflow-wrap: anywhere; font-variant-numeric: tabular-nums;
}
.color-scale { display: flex; align-items: center; gap: 0.5rem; margin-top: 0.75rem; color: var(--muted); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
.color-scale i { flex: 0 1 10rem; height: 0.625rem; border-radius: 3px; }

.map-legend {
  position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; align-items: center; gap: 0.375rem 1.25rem; padding: 0.625rem 1rem;
  color: var(--muted); font-size: 0.8125rem; line-height: 1.3; font-variant-numeric: tabular-nums;
}
.map-legend .scale { display: flex; flex-wrap: wrap; align-items: center; gap: 0.25rem 0.5rem; }
.map-legend .scale i { position: relative; width: 10rem; height: 0.75rem; border-radius: 3px; }
.map-legend .scale b { position: absolute; top: -3px; bottom: -3px; width: 2px; margin-left: -1px; background: var(--text); outline: 1px solid var(--card); }
.map-legend .line { display: flex; align-items: center; gap: 0.4rem; }
.map-legend .line i { width: 1.25rem; height: 0.875rem; border: 2px solid; border-radius: 3px; background: #2b1b3d; outline: 1px solid #000000; }
.panels { display: grid; gap: 1rem; margin: 1rem 0; }
figure.panel { display: grid; grid-template-columns: minmax(0, 1fr) 15rem; gap: 0.5rem 1.25rem; margin: 0; padding: 0.75rem; }
.panel img { display: block; width: 100%; height: auto; }
.panel .parts { display: grid; grid-template-columns: repeat(var(--parts), 1fr); margin-top: 0.125rem; color: var(--muted); font-size: 0.75rem; line-height: 1.3; text-align: center; }
.panel figcaption { margin: 0; color: var(--text); }
.panel .title { margin: 0.125rem 0 0.375rem; font-size: 0.9375rem; font-weight: 600; overflow-wrap: anywhere; }
.verdict { display: inline-block; padding: 0.0625rem 0.5rem; border: 1px solid; border-radius: 1rem; font-weight: 600; }
.verdict.right { color: var(--right); }
.verdict.wrong { color: var(--wrong); }
.verdict.plain { color: var(--muted); }
.panel dl { margin: 0.5rem 0 0; font-variant-numeric: tabular-nums; }
.panel dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 0.75rem; padding: 0.1875rem 0; border-top: 1px solid var(--line); }
.panel dt { color: var(--muted); }
.panel dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 46rem) {
  .map-legend { position: static; }
  figure.panel { grid-template-columns: minmax(0, 1fr); }
}

summary { padding: 0.75rem 1rem; cursor: pointer; font-weight: 500; }
.fold { margin: 0.5rem 0; }
.fold > summary { padding: 0.75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.fold[open] { margin-bottom: 2.5rem; }
.values { font-size: 0.875rem; }
.values th { width: 1%; color: var(--muted); }
.values td { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.8125rem; white-space: normal; overflow-wrap: anywhere; min-width: 12rem; }
`.trim();
