/** The style of the first two pages, of findings and of the plan; colours and paper as in `STYLE`. */
export const FRONT_STYLE = `
a.figure{text-decoration-style:dotted;text-decoration-thickness:1px;font-variant-numeric:tabular-nums;white-space:nowrap}
a.figure:hover{text-decoration-style:solid}
.answers{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:28px 40px;margin-top:28px}
.answer{padding-top:14px;border-top:2px solid var(--ink)}
.answer h2,.second h2{font-size:1.1875rem}
.said{margin-top:2px}
.answer .keys{grid-template-columns:repeat(3,minmax(0,1fr));margin:12px 0 8px}
.answer .key{padding:10px 12px}
.answer .key dd:nth-of-type(1){font-size:1.125rem}
.answer .scroll{margin-top:8px}
table.compact th,table.compact td{padding-top:4px;padding-bottom:4px}
table.compact tbody th{min-width:6em}
ol.first{margin:8px 0 0;padding-left:22px}
ol.first li{margin-top:8px}
ol.first .what{display:block}
.second{max-width:1144px;margin:36px auto 0;padding:0 32px}
.second section+section{margin-top:28px}
ol.strip{list-style:none;margin:10px 0 0;padding:0}
ol.strip li{display:grid;grid-template-columns:22px minmax(0,22em) minmax(0,1fr) minmax(0,15em);gap:0 14px;align-items:center;padding:5px 0;border-top:1px solid var(--faint)}
ol.strip .name{font-weight:600;font-size:.9375rem}
ol.strip .told{text-align:right;font-size:.9375rem}
svg.line{display:block}svg.line .owed{fill:var(--total)}svg.line .span{stroke:var(--ink);stroke-width:1.5}
ol.strip.debt li{grid-template-columns:minmax(0,calc(22em + 36px)) minmax(0,1fr) minmax(0,15em)}
[id^="flow-of-"]{scroll-margin-top:80px}
.finding>summary,.step>summary{display:flex;gap:12px;align-items:baseline;width:auto;font-size:1rem}
.finding>summary .tag,.step>summary .tag{flex:none}
.finding{padding:12px 18px;margin-top:12px}
.finding>div,.step>div{scroll-margin-top:80px}
.finding .list{font-size:1rem;margin-top:16px}
.steps{margin:16px 0 0;padding-left:0;list-style:none;counter-reset:step}
.steps>li{border-top:1px solid var(--line);counter-increment:step;padding:8px 0}
.steps .step{margin:0}
.step>summary::before{content:counter(step) ".";min-width:1.6em;font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
.tag.first{background:var(--ink);color:var(--card);border-color:var(--ink)}
.step .tag{width:10.5rem;white-space:nowrap}
.step>summary .name{font-weight:500}
.ledger{margin-top:24px}.ledger h3{font-size:1rem;margin-bottom:6px}
details.entry{margin:0;border-top:1px solid var(--faint)}
.entry>summary{display:grid;grid-template-columns:1em minmax(0,22em) minmax(0,1fr);gap:0 10px;width:auto;padding:7px 0;font-weight:400}
.entry>summary::before{content:"▸" / "";color:var(--soft)}.entry[open]>summary::before{content:"▾" / ""}
.entry>summary .name{font-weight:600}.entry>summary .note{margin-left:0;font-variant-numeric:tabular-nums}
.entry[open]{padding-bottom:14px}
details.raw{margin-top:6px}
details.raw>summary{font-size:.875rem;font-weight:400;color:var(--soft)}
details.part{margin-top:12px;padding:16px 20px;background:var(--card);border:1px solid var(--line);border-radius:12px}
details.part>summary{font-weight:650;width:auto}
details.part section.handoff,details.part .chained{margin:0;padding:0;border:0;background:none}
.pictures{margin-top:16px}
:target{outline:2px solid var(--focus);outline-offset:6px;border-radius:4px}
section:target,main:target{outline:0}
#sum,#assumptions,[id^="decision-"],[id^="owner-"],[id^="at-"],[id^="report-"]{scroll-margin-top:80px}
@media (max-width:900px){.answers{grid-template-columns:minmax(0,1fr)}}
@media (max-width:640px){.second{padding:0 16px}.step .tag{width:auto}.entry>summary{grid-template-columns:1em minmax(0,1fr)}.entry>summary .note{grid-column:2}td.text{min-width:13em}ol.strip li{grid-template-columns:22px minmax(0,1fr);gap:2px 10px}ol.strip .line,ol.strip .told{grid-column:2}ol.strip .told{text-align:left}ol.strip.debt li{grid-template-columns:minmax(0,1fr)}ol.strip.debt .line,ol.strip.debt .told{grid-column:1}.answer .keys{grid-template-columns:minmax(0,1fr)}.finding>summary,.step>summary{flex-wrap:wrap}a.figure{white-space:normal}}
@page{margin:12mm}
@media print{
main>section{margin-top:20pt}
main>section:first-child{margin-top:0}
.entry,.step>summary,.finding>summary{break-inside:avoid}
.step>summary,.finding>summary,.entry>summary{font-size:9.5pt}
a{text-decoration-color:#999}
a.figure{text-decoration:none}
.sheet{break-after:page;font-size:9pt;line-height:1.36;margin:0;padding:0}
.sheet.mast{padding-top:0}
.sheet h1{font-size:15pt;margin-bottom:6px;max-width:none}
.sheet h2{font-size:11pt}
.sheet table,.sheet ol.strip .name,.sheet ol.strip .told{font-size:8.5pt}
.sheet .note,.sheet .why{font-size:7.5pt}
.sheet .answers{grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:14px 22px;margin-top:12px}
.sheet .answer{padding-top:6px;border-top-width:1px}
.sheet .answer .keys{grid-template-columns:repeat(3,minmax(0,1fr))}
.sheet .key{padding:6px 8px}.sheet .key dt{font-size:8pt}
.sheet .answer .key dd:nth-of-type(1){font-size:10.5pt}
.sheet table.compact th,.sheet table.compact td{padding-top:2px;padding-bottom:2px}
.sheet ol.first li{margin-top:4px}
.sheet ol.strip li{grid-template-columns:16px minmax(0,19em) minmax(0,1fr) minmax(0,17em);padding:1px 0;gap:0 10px}.sheet ol.strip.debt li{grid-template-columns:minmax(0,calc(19em + 26px)) minmax(0,1fr) minmax(0,17em)}
.sheet.second section+section{margin-top:12px}
.sheet a[href],.sheet .dots{break-inside:avoid}
.steps>li,.finding,.raw{break-inside:avoid}
:target{outline:0}
}
`;
