/** How the page looks: light and dark as the reader's system is, and as slides on paper. */
export const style = `
:root { color-scheme: light dark; --ground: #dfe5eb; --paper: #ffffff; --ink: #17202a; --quiet: #55616e; --line: #c9d2db; --accent: #0b5c93;
  --plain: #eef2f6; --good: #e0f3ec; --good-ink: #00553d; --open: #e3f0f9; --open-ink: #0b5c93; --bad: #ffe9df; --bad-ink: #9a3300;
  --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b0568f; --s4: #a87400; }
@media (prefers-color-scheme: dark) { @media screen { :root { --ground: #0b0f13; --paper: #171e25; --ink: #e6ebf0; --quiet: #a0adba; --line: #3a4652; --accent: #7fc4ef;
  --plain: #1f2830; --good: #10301f; --good-ink: #7fe0bd; --open: #12293a; --open-ink: #9ed4f5; --bad: #3a1f14; --bad-ink: #ffb08f;
  --s0: #56b4e9; --s1: #ff9263; --s2: #4fd0a5; --s3: #d69bc4; --s4: #f0b84a; } } }
* { box-sizing: border-box; margin: 0; }
body { background: var(--ground); color: var(--ink); font: 16px/1.2 Arial, "Liberation Sans", Helvetica, sans-serif; }
main { max-width: 1280px; margin: 0 auto; padding: 16px; }
.slide { position: relative; container-type: inline-size; width: 100%; aspect-ratio: 13.333 / 7.5; background: var(--paper); overflow: hidden; }
.slide > * { position: absolute; }
.title { display: flex; align-items: center; font-weight: bold; }
.sources, .footer, .number { color: var(--quiet); display: flex; align-items: center; white-space: nowrap; overflow: hidden; }
.number { justify-content: flex-end; font-variant-numeric: tabular-nums; }
.text p { margin-bottom: .4em; } .text .strong { font-weight: bold; } .text .quiet { color: var(--quiet); }
.text .bullet { display: grid; grid-template-columns: 1.65cqw 1fr; } .text .bullet::before { content: "•"; }
.panel { padding: 1.05cqw; display: flex; flex-direction: column; justify-content: center; } .panel p:last-child { margin-bottom: 0; }
.panel .quiet { color: inherit; }
.tile { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: .4cqw; text-align: center; background: var(--plain); } .tile span { color: var(--quiet); }
.panel.quiet, .tile.quiet { background: var(--plain); } .good { background: var(--good); color: var(--good-ink); }
.open { background: var(--open); color: var(--open-ink); } .bad { background: var(--bad); color: var(--bad-ink); }
table { border-collapse: collapse; table-layout: fixed; line-height: 1.2; }
th, td { padding: .3cqw .52cqw; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; text-align: left; }
th { color: var(--accent); } .right { text-align: right; font-variant-numeric: tabular-nums; }
svg { display: block; width: 100%; height: 100%; overflow: visible; } svg text { fill: var(--ink); font-family: inherit; } svg .quiet { fill: var(--quiet); }
.notes { padding: 10px 4px 28px; line-height: 1.5; color: var(--quiet); max-width: 70em; }
@media print { @page { size: 13.333in 7.5in; margin: 0; } html { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; } .slide { width: 13.333in; height: 7.5in; break-after: page; break-inside: avoid; } .slide:last-of-type { break-after: auto; } .notes { display: none; } }
`;
