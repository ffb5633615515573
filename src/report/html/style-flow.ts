import { PICTURE_STYLE } from "../pictures/style.ts";

/** The style of workflows, states and times; colours and paper as in `STYLE`. */
export const FLOW_STYLE = `${PICTURE_STYLE}.chained{margin-top:20px;padding:28px;background:var(--card);border:1px solid var(--line);border-radius:14px;scroll-margin-top:64px}
.chained h3{display:flex;gap:10px;align-items:flex-start}.chained h3 svg{flex:none;margin-top:2px}
.chained figure{margin-top:22px}
svg.workflow{display:block}
.workflow .name{font-size:14.5px;font-weight:650}
.workflow .small{font-size:12.5px;fill:var(--soft)}
.workflow .many{font-size:14px;font-weight:600;font-variant-numeric:tabular-nums}
.workflow .handoff{font-size:13px;font-weight:600}
.workflow .small.left,.workflow .small.extra{fill:var(--bad);font-weight:600}
.workflow .lane{stroke:var(--line);stroke-dasharray:2 5;stroke-width:1.5}
.workflow .station{fill:var(--total)}
.workflow .pill{fill:var(--card);stroke:var(--soft)}
.workflow .passing{fill:var(--good-soft)}
.workflow .dry{stroke:var(--soft);stroke-width:1.5;stroke-dasharray:4 4}
.falling.left,.key-left{fill:url(#hatch)}
.falling.left{stroke:var(--bad);stroke-width:1}
.falling.waiting,.key-waiting{fill:var(--faint);stroke:var(--soft);stroke-width:1;stroke-dasharray:3 2}
.falling.ended,.key-ended{fill:var(--soft);fill-opacity:.4;stroke:none}
.entering{stroke:var(--bad);stroke-width:2;fill:none;stroke-dasharray:4 2}.entering-head,.key-extra{fill:var(--bad)}
.timing{margin-top:24px}.timing h3{font-size:1rem;margin-bottom:4px}.timing>p{max-width:52em}
.trend{display:flex;flex-wrap:wrap;gap:4px 18px;align-items:center;margin-top:8px}.trend svg{max-width:100%;flex:none}.trend .note{flex:1 1 14em}
.trend-line{fill:none;stroke:var(--total);stroke-width:2;stroke-linejoin:round}.trend-end{fill:var(--total)}.ground{stroke:var(--line)}
.gauge{display:block;margin-top:4px}.states .gauge{max-width:150px;margin:4px 0 1px auto}
.timing table.matrix th:first-child{min-width:7em}
.timing thead tr+tr th:first-child{text-align:right;min-width:0}
.gauge .open{fill:var(--total)}.gauge .agree{fill:var(--good-soft)}.gauge .wait{fill:var(--faint)}.gauge .were{fill:var(--bad-soft)}
.states td{min-width:6.5em}table.states th:first-child{min-width:7.5em}
.ledger td{min-width:4.5em}.ledger tbody th{min-width:15em;overflow-wrap:break-word}.ledger .gauge{max-width:22em}
.apart{display:block;margin-top:8px;max-width:640px}
svg.apart text{font-size:13px;paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}svg.apart .small{font-size:12px;fill:var(--soft)}
strong.apart{display:block;margin:0;font-size:.8125rem}
.apart .said{fill:var(--total)}.apart .unsaid{fill:none;stroke:var(--soft);stroke-width:1.5;stroke-dasharray:4 3}
.apart .perhaps{fill:var(--faint);stroke:var(--soft);stroke-dasharray:2 2}
.apart .mark{stroke:var(--ink);stroke-width:1.5}.apart .mark.due{stroke-dasharray:3 3}
section.handoff>details,section.handoff>.remarks{margin-top:16px}
@media (max-width:640px){.chained{padding:20px 14px;border-radius:10px}.chained .narrow svg{margin:0 auto}table.ledger th:first-child{position:static;min-width:13em}}
@media print{.chained{border-radius:0}.chained .wide{display:block}.chained .narrow{display:none}svg.workflow{max-width:100%;height:auto}.matrix .why{font-size:7pt}.ledger .gauge{max-width:16em}.chained figure,.timing{break-inside:avoid}}
`;
