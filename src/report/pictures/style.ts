/**
 * The pictures' colours and letters: a part of the page's style, and, with its variables
 * written out, of every picture that stands alone. Shape and words say what colours say.
 */
export const PICTURE_STYLE = `
.picture{display:block;max-width:720px;overflow:visible}
.picture text{font-size:13px;fill:var(--ink)}
.picture .head-line,.picture .strong{font-weight:600}
.picture .soft{font-size:12px;fill:var(--soft)}
.picture .value{font-variant-numeric:tabular-nums}
.picture .base{stroke:var(--soft);stroke-width:1}
.picture .bar-all{fill:var(--total)}
.picture .bar-high{fill:var(--bad)}
.picture .bar-medium{fill:url(#hatch);stroke:var(--bad);stroke-width:1}
.picture .bar-low{fill:var(--bad-soft);stroke:var(--bad);stroke-width:1;stroke-dasharray:2 2}
.picture .bar-open{fill:var(--faint);stroke:var(--total);stroke-width:1.5;stroke-dasharray:3 2}
.picture .halo{stroke:var(--paper);stroke-width:5}
.picture .whisker{stroke:var(--ink);stroke-width:1.5}
.picture .cell{fill:none;stroke:var(--line);stroke-width:1}
.picture .cell-bad{fill:url(#hatch);stroke:var(--bad);stroke-width:1}
.picture .plate-paper{fill:var(--paper)}
.picture .label{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.picture .state{fill:var(--card);stroke:var(--soft);stroke-width:1.25}
.picture .way{fill:none;stroke:var(--total);stroke-width:1.75}
.picture .way-head{fill:var(--total)}
.picture .way-bad{fill:none;stroke:var(--bad);stroke-width:2;stroke-dasharray:5 3}
.picture .way-bad-head{fill:var(--bad)}
.picture .way-unseen{fill:none;stroke:var(--soft);stroke-width:1.25;stroke-dasharray:1.5 3}
.picture .way-unseen-head{fill:var(--soft)}
.pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:28px 48px}
@media (min-width:641px){.pictures.narrow{display:none}}
@media (max-width:640px){.pictures.wide{display:none}}
.pictures~figcaption{margin-top:12px}
`;
