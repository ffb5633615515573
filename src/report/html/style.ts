/** The page's style: system fonts, two themes, paper. Colours are never the only sign. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fffefb;--ink:#1b2026;--soft:#59616b;--line:#dcd9d0;--faint:#ebe8e0;--good:#1d6b58;--good-soft:#9cc7b9;--bad:#ac3318;--bad-soft:#f3d3c8;--warn:#7a5a00;--total:#46566b;--focus:#1f5fbf}
@media (prefers-color-scheme:dark){:root{--paper:#121518;--card:#1a1e22;--ink:#e9e6df;--soft:#a5adb6;--line:#343b42;--faint:#262c31;--good:#66c7ab;--good-soft:#2f6556;--bad:#ff9273;--bad-soft:#55281c;--warn:#e2b650;--total:#8698b0;--focus:#8ab8ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans",sans-serif;overflow-wrap:anywhere}
.mast,main,nav ul,footer{max-width:1144px;margin:0 auto;padding:0 32px}
.mast{padding-top:56px}
.kicker{margin:0 0 12px;font-size:.8125rem;font-weight:600;letter-spacing:.06em;text-transform:uppercase;color:var(--soft)}
h1{margin:0 0 14px;max-width:30em;font-size:clamp(1.375rem,1rem + 1.7vw,2.125rem);line-height:1.25;font-weight:650;letter-spacing:-.015em;text-wrap:balance}
h2{margin:0 0 6px;font-size:1.4375rem;line-height:1.3;font-weight:650;letter-spacing:-.01em}
h3{margin:0;font-size:1.1875rem;line-height:1.35;font-weight:650}
h4{margin:0;font-size:1rem;line-height:1.45;font-weight:600}
p{margin:0}
.note,.why{color:var(--soft);font-size:.875rem;font-weight:400}
.lead{color:var(--soft);max-width:46em}
.keys{display:grid;grid-template-columns:repeat(4,1fr);gap:1px;margin:32px 0 0;background:var(--line);border:1px solid var(--line);border-radius:12px;overflow:hidden}
.key{background:var(--card);padding:18px 20px}
.key dt{font-size:.875rem;color:var(--soft)}
.key dd{margin:2px 0 0}
.key dd:nth-of-type(1){font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.key.broken dd:nth-of-type(1),strong.broken{color:var(--bad)}
nav{position:sticky;top:0;z-index:2;margin-top:32px;background:var(--paper);border-bottom:1px solid var(--line)}
nav ul{display:flex;flex-wrap:wrap;gap:0 24px;list-style:none}
nav a{display:block;padding:12px 0;font-size:.9375rem;color:var(--soft);text-decoration:none}
nav a:hover{color:var(--ink);text-decoration:underline}
main>section{margin-top:56px;scroll-margin-top:64px}
a{color:inherit;text-underline-offset:.18em;text-decoration-color:var(--soft)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-999px}.skip:focus{left:16px;top:16px;background:var(--card);padding:8px 12px;z-index:3}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.scroll{overflow-x:auto;max-width:100%}
figure{margin:20px 0 0}
figcaption{font-size:.875rem;color:var(--soft)}
.narrow{display:none}
.legend{display:flex;flex-wrap:wrap;gap:6px 24px;margin-top:8px}.legend span{display:inline-flex;align-items:center;gap:8px}
svg text{fill:var(--ink);font-size:13px;unicode-bidi:isolate}
svg.chain{display:block}
.chain .lane{stroke:var(--line);stroke-dasharray:2 5;stroke-width:1.5}
.chain .system{fill:var(--card);stroke:var(--line)}
.chain .name{font-size:15px;font-weight:650}
.chain .small{font-size:12.5px;fill:var(--soft)}
.chain .handoff{font-weight:600;font-size:13.5px}
.chain .handoff,.chain .small{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
.chain rect~.small{stroke:none}
.chain .small.broken{fill:var(--bad);font-weight:600}
.chain .pill{fill:var(--card);stroke:var(--soft)}
.flow.clean{fill:var(--good-soft)}.flow.broken{fill:var(--good-soft)}.flow.unchecked{fill:none;stroke:var(--soft);stroke-dasharray:4 3}
.lost{fill:url(#hatch)}.hatch-ground{fill:var(--bad-soft)}.hatch-line{fill:var(--bad)}
.head.clean{fill:var(--good)}.head.broken{fill:var(--bad)}.head.unchecked{fill:var(--soft)}
.turn{fill:none;stroke:var(--good-soft)}.turn.broken{stroke:var(--bad);stroke-dasharray:7 3}.turn.unchecked{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:4 3}
.badge .sign{fill:none;stroke:var(--card);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.badge.clean .plate{fill:var(--good)}.badge.broken .plate{fill:var(--bad)}.badge.unchecked .plate{fill:var(--soft)}
.moves{list-style:none;margin:16px 0 0;padding:0;border-top:1px solid var(--line)}
.moves li{display:grid;grid-template-columns:72px 1fr 130px;gap:4px 16px;padding:16px 0;border-bottom:1px solid var(--line)}
.moves a{font-weight:600}.moves div p{color:var(--soft)}.who{text-align:right;font-size:.9375rem}
.moves+.note{margin-top:12px}
.tag{display:inline-block;min-width:62px;padding:1px 8px;border:1.5px solid currentColor;border-radius:5px;font-size:.75rem;font-weight:650;line-height:1.5;text-align:center;height:fit-content;vertical-align:.1em}
.tag.high{color:var(--card);background:var(--bad);border-color:var(--bad)}.tag.medium{color:var(--bad)}.tag.low{color:var(--soft);border-style:dashed}
.handoff-list{margin:0}
section.handoff{margin-top:20px;padding:28px;background:var(--card);border:1px solid var(--line);border-radius:14px;scroll-margin-top:64px}
section.handoff h3{display:flex;gap:10px;align-items:flex-start}section.handoff h3 svg{flex:none;margin-top:2px}
.dots{display:flex;flex-wrap:wrap;gap:0 18px}
.rails{margin:12px 0 0;padding-left:20px}#decide .scroll{margin-top:16px}
.result{margin-top:8px;font-size:1.0625rem}
.pair{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:48px;align-items:start;margin-top:20px}
.pair figure{margin:0}.pair figcaption,caption{text-align:left;font-size:.875rem;color:var(--soft);padding:0 0 10px}
section.handoff>.scroll{margin-top:20px}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.4}
th,td{padding:7px 12px 7px 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--faint);font-variant-numeric:tabular-nums;font-weight:400}
th:last-child,td:last-child{padding-right:0}
th:first-child,td.text,th.text{text-align:left}
td+.text,th+.text{padding-left:12px}
td{white-space:nowrap;overflow-wrap:normal}td.text{white-space:normal;overflow-wrap:anywhere;min-width:9em}
tbody th{min-width:9em}
thead th{white-space:nowrap;color:var(--soft);font-size:.8125rem;vertical-align:bottom}
.sum th,.sum td{border-top:1px solid var(--soft);border-bottom:0;font-weight:600}
.why{display:block;font-size:.8125rem;line-height:1.35}
.outcomes{max-width:560px}.outcomes thead th{min-width:5.5em}.outcomes thead .why{white-space:normal}.outcomes tbody th .why{padding-left:18px}.outcomes td .why{font-variant-numeric:tabular-nums}.sum .why{font-weight:400}.outcomes .sum td{padding-bottom:0}
.dot{display:inline-block;width:10px;height:10px;margin-right:8px;border:1.5px solid var(--soft);border-radius:50%}
.dot.matched{background:var(--good);border-color:var(--good)}
.dot.different,.dot.missing,.dot.extra,.dot.duplicate,.dot.ambiguous{border-color:var(--bad);background:var(--bad);border-radius:1px;transform:rotate(45deg) scale(.85)}
.dot.excluded{border-style:dashed}
.matrix{width:auto;min-width:100%}.matrix th:first-child{position:sticky;left:0;background:var(--card);min-width:6em}
.waterfall{display:block;overflow:visible}
.bar-amount{font-variant-numeric:tabular-nums}
.bar.total{fill:var(--total)}.bar.down{fill:var(--bad)}.bar.up{fill:var(--good)}.bar.none{fill:var(--soft)}
.tear{fill:none;stroke:var(--card);stroke-width:3}.waterfall text{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}.link{stroke:var(--soft);stroke-dasharray:2 2}.zero{stroke:var(--soft)}
text.clean{fill:var(--good)}text.broken{fill:var(--bad);font-weight:650}
details{margin-top:12px}
details>:not(summary){margin-top:10px}
summary{cursor:pointer;width:fit-content;padding:4px 0;font-size:.9375rem;font-weight:600}
summary .note{margin-left:8px}
.finding{margin-top:20px;padding:20px 22px;border:1px solid var(--line);border-left:4px solid var(--soft);border-radius:4px 10px 10px 4px;scroll-margin-top:64px}
.finding.high{border-left-color:var(--bad)}.finding.medium{border-left:4px double var(--bad)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,190px),1fr));gap:12px 28px;margin:14px 0}
.facts dt{font-size:.8125rem;color:var(--soft)}.facts dd{margin:0;font-size:.9375rem}
.breaks{list-style:none;padding:0;margin:0}.breaks li{padding:10px 0;border-top:1px solid var(--faint)}
.break{display:flex;flex-wrap:wrap;gap:0 18px;justify-content:flex-start}.break span:first-child{font-weight:600;margin-right:auto}
.amount{font-variant-numeric:tabular-nums}
.fields{width:auto;min-width:min(100%,440px);margin-top:6px;font-size:.875rem}.fields td,.fields th{text-align:left;padding:3px 22px 3px 0;white-space:normal;overflow-wrap:anywhere;min-width:0}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
.plain{margin:6px 0 0;padding-left:20px}.plain li{margin:3px 0;font-size:.9375rem}
.remarks{margin-top:20px}.remarks h3{font-size:1rem}
.status{font-weight:600}.status.clear{color:var(--good)}.status.found,.status.failed{color:var(--bad)}.status.skipped{color:var(--warn)}
#data .scroll,#coverage .scroll{margin-top:16px}
footer{margin-top:56px;padding-top:20px;padding-bottom:48px;color:var(--soft);font-size:.875rem}
@media (max-width:900px){.pair{grid-template-columns:minmax(0,1fr);gap:28px}.keys{grid-template-columns:1fr 1fr}}
@media (max-width:640px){.mast,main,nav ul,footer{padding-left:16px;padding-right:16px}.mast{padding-top:32px}main>section{margin-top:44px}section.handoff{padding:20px 14px;border-radius:10px}.finding{padding:16px 14px}.key{padding:14px}.key dd:nth-of-type(1){font-size:1.3125rem}.wide{display:none}.narrow{display:block}.narrow svg{max-width:100%}.moves li{grid-template-columns:1fr auto}.moves .tag{justify-self:start}tbody th{min-width:6em}.outcomes th,.outcomes td{padding-right:8px}.outcomes th:last-child,.outcomes td:last-child{padding-right:0}.moves div{grid-column:1/-1;grid-row:2}.facts{grid-template-columns:repeat(auto-fit,minmax(min(100%,130px),1fr));gap:12px 16px}nav ul{gap:0 18px;flex-wrap:nowrap;overflow-x:auto;margin:0 auto}nav a{font-size:.875rem;white-space:nowrap}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#ddd;--good:#1d6b58;--good-soft:#9cc7b9;--bad:#ac3318;--bad-soft:#f3d3c8;--total:#46566b}nav,.skip{display:none}body{font-size:11pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}.mast,main,footer{max-width:none;padding-left:0;padding-right:0}.scroll{overflow:visible}svg.chain{max-width:100%;height:auto}section.handoff,.finding{border-radius:0}.finding,.breaks li,tr,svg{break-inside:avoid}h2,h3,h4{break-after:avoid}details.part::details-content,.audit details.finding::details-content{content-visibility:visible;display:block}.matrix{font-size:7.5pt}.matrix th:first-child{min-width:0}.matrix thead th{font-size:7pt;white-space:normal}.matrix td,.matrix th{padding-right:6px}}
`;
