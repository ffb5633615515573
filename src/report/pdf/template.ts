/**
 * How a report is set, in Typst. It is fixed: what a report says comes in as data
 * (`sys.inputs.report`, JSON) and only ever becomes text, never code.
 */
export const TEMPLATE = String.raw`
#let report = json(bytes(sys.inputs.report))
#let ink = rgb("#1b2026")
#let soft = rgb("#59616b")
#let line-colour = rgb("#d5d2c9")
#let faint = rgb("#f4f2ec")
#let accent = rgb("#1d6b58")

#set document(
  title: report.subject + ": " + report.title,
  author: "Tieout",
  description: report.description,
  date: auto,
)
#set text(
  font: "Inter",
  fallback: false,
  lang: "en",
  size: 9pt,
  fill: ink,
  number-width: "tabular",
  hyphenate: false,
)
#set par(leading: 0.62em, spacing: 0.85em, justify: false)
#set page(
  paper: report.paper,
  margin: (x: 20mm, top: 22mm, bottom: 20mm),
  header: context {
    if counter(page).get().first() > 1 {
      set text(size: 7.5pt, fill: soft)
      grid(columns: (1fr, auto), report.subject, report.title)
      v(-0.5em)
      line(length: 100%, stroke: 0.4pt + line-colour)
    }
  },
  footer: context {
    set text(size: 7.5pt, fill: soft)
    grid(columns: (1fr, auto), report.dated, [#counter(page).display() of #counter(page).final().first()])
  },
)

#set heading(numbering: none)
#show heading: set text(fill: ink, weight: 600)
#show heading.where(level: 1): set text(size: 15pt)
#show heading.where(level: 1): set block(above: 1.7em, below: 0.8em)
#show heading.where(level: 2): set text(size: 11pt)
#show heading.where(level: 2): set block(above: 1.6em, below: 0.75em)
#show heading.where(level: 3): set text(size: 9pt)
#show heading.where(level: 3): set block(above: 1.4em, below: 0.7em)
#show title: set text(size: 22pt, weight: 600)
#show title: set block(above: 0.5em, below: 0.6em)
#show link: it => underline(stroke: 0.3pt + line-colour, offset: 1.6pt, text(fill: accent, it))
#set table(stroke: (x, y) => (bottom: 0.4pt + line-colour), inset: (x, y) => (left: if x == 0 { 0pt } else { 4pt }, right: 4pt, y: 3.4pt))
#set table.cell(breakable: false)
#set list(indent: 0.2em, body-indent: 0.6em, spacing: 0.7em, marker: text(fill: soft)[–])
#set enum(indent: 0.2em, body-indent: 0.6em, spacing: 0.7em)

#let piece(it) = {
  if it.kind == "strong" { text(weight: 600, it.text) }
  else if it.kind == "code" { text(size: 0.94em, fill: rgb("#34404c"), features: ("zero", "ss01"), it.text) }
  else if it.kind == "soft" { text(size: 0.9em, fill: soft, it.text) }
  else if it.kind == "target" [#text(it.text)#label(it.id)]
  else if it.kind == "link" { link(label(it.to), it.text) }
  else { text(it.text) }
}
#let pieces(content) = content.map(piece).join()
// A remark stands below its number, so that numbers stay in a column.
#let number-pieces(content) = content.enumerate().map(((at, it)) => if at > 0 and it.kind == "soft" { linebreak() + piece(it) } else { piece(it) }).join()

#let key-figures(figures) = block(above: 1.2em, below: 1.4em, breakable: false, grid(
  columns: figures.map(_ => 1fr),
  column-gutter: 7pt,
  inset: (x: 9pt, y: 8pt),
  fill: faint,
  ..figures.map(it => {
    set par(spacing: 0.55em, leading: 0.5em)
    text(size: 7.5pt, fill: soft, it.label)
    parbreak()
    text(size: if it.value.len() > 11 { 11.5pt } else { 14pt }, weight: 600, it.value)
    parbreak()
    text(size: 7.5pt, fill: soft, it.note)
  }),
))

#let facts(items) = layout(size => {
  let made = grid(
    columns: (19mm, 1fr),
    row-gutter: 0.68em,
    column-gutter: 3mm,
    ..items.map(it => (text(size: 8pt, fill: soft, it.label), { set text(size: 8.5pt); pieces(it.content) })).flatten(),
  )
  block(breakable: measure(width: size.width, made).height > 120mm, made)
})

#let numbers-table(it) = {
  block(above: 1.2em, below: 0.55em, sticky: true, text(size: 8pt, fill: soft, it.caption))
  let shared = it.columns.any(column => "share" in column)
  let head(column) = {
    set text(size: 7.5pt, fill: soft)
    set par(leading: 0.45em)
    column.title
  }
  set text(size: 8pt)
  set par(leading: 0.5em, spacing: 0.5em)
  table(
    columns: it.columns.enumerate().map(((at, column)) => if "share" in column { column.share * 1fr } else if not shared and at == 0 { 1fr } else { auto }),
    align: it.columns.map(column => (if column.align == "right" { right } else { left }) + top),
    table.header(..it.columns.map(column => table.cell(align: (if column.align == "right" { right } else { left }) + bottom, head(column)))),
    ..it.rows.map(row => row.enumerate().map(((at, cell)) => if it.columns.at(at).align == "right" { number-pieces(cell) } else { pieces(cell) })).flatten(),
  )
}

#let drawing(it) = layout(size => {
  let page-height = if report.paper == "a4" { 255mm } else { 237mm }
  let width = calc.min(size.width / 1pt, page-height * it.height / 1pt * it.ratio) * 1pt
  block(above: 1.1em, below: 1.2em, breakable: false, {
    image(bytes(it.svg), format: "svg", width: width, alt: it.alternative)
    if it.caption != "" { block(above: 0.5em, text(size: 8pt, fill: soft, it.caption)) }
  })
})

#let show-block(it) = {
  if it.kind == "heading" {
    let made = heading(level: it.level, text(it.text))
    if "id" in it [#made#label(it.id)] else { made }
  } else if it.kind == "paragraph" {
    if "tone" in it and it.tone == "result" { block(sticky: true, text(size: 10.5pt, pieces(it.content))) }
    else if "tone" in it and it.tone == "note" { block(sticky: true, text(size: 8pt, fill: soft, pieces(it.content))) }
    else { par(pieces(it.content)) }
  } else if it.kind == "list" {
    if it.ordered { enum(..it.items.map(pieces)) } else { list(..it.items.map(pieces)) }
  } else if it.kind == "table" { numbers-table(it) }
  else if it.kind == "figure" { drawing(it) }
  else if it.kind == "key-figures" { key-figures(it.figures) }
  else if it.kind == "facts" { facts(it.facts) }
  else if it.kind == "page-break" { pagebreak(weak: true) }
}

#text(size: 8pt, weight: 600, fill: accent, tracking: 0.06em, upper(report.subject))
#title(report.title)
#text(size: 8pt, fill: soft, report.dated)
#for it in report.blocks { show-block(it) }
#if "absent" in report { par(text(size: 8pt, fill: soft, report.absent)) }
`;
