import { markdownText } from "../markdown-text.ts";
import { displayWidth } from "../plain.ts";
import { linkTargets, type Block, type Column, type Figure, type Inline, type ReportDocument, type Table } from "./model.ts";

/** Columns up to which a cell is padded, so that one long cell does not stretch a whole table. */
const PADDED = 40;

/**
 * A report in GitHub's Markdown. Text from data can be neither markup, nor HTML,
 * nor a link, nor a mention. Pictures are told by their alternative text.
 */
export function documentToMarkdown(document: ReportDocument): string {
  const targets = linkTargets(document);
  const parts = [
    `# ${markdownText(`${document.subject}: ${document.title}`)}`,
    `_${markdownText(document.dated)}_`,
    ...document.blocks.map((block) => blockText(block, targets)),
  ].filter((part) => part !== "");
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block, targets: ReadonlySet<string>): string {
  const line = (content: readonly Inline[]): string => inlineText(content, targets);
  switch (block.kind) {
    case "heading": {
      const heading = `${"#".repeat(block.level + 1)} ${markdownText(block.text)}`;
      return block.id === undefined ? heading : `<a id="${block.id}"></a>\n\n${heading}`;
    }
    case "paragraph":
      return block.tone === "result" ? `> ${line(block.content)}` : line(block.content);
    case "list":
      return block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : "-"} ${line(item)}`).join("\n");
    case "table":
      return tableText(block, targets);
    case "figure":
      return figureText(block);
    case "key-figures":
      return block.figures
        .map(({ label, value, note }) => `- ${markdownText(label)}: **${markdownText(value)}** (${markdownText(note)})`)
        .join("\n");
    case "facts":
      return block.facts.map(({ label, content }) => `- **${markdownText(label)}:** ${line(content)}`).join("\n");
    case "page-break":
      return "";
  }
}

function figureText({ caption, alternative }: Figure): string {
  return `_${markdownText(caption)}_: ${markdownText(alternative)}`;
}

function tableText({ columns, rows }: Table, targets: ReadonlySet<string>): string {
  const cells = rows.map((row) => columns.map((_, index) => inlineText(row[index] ?? [], targets)));
  const widths = columns.map((column, index) =>
    Math.min(PADDED, Math.max(3, ...[markdownText(column.title), ...cells.map((row) => row[index] ?? "")].map(displayWidth))),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, index) => padded(text, widths[index] ?? 3, columns[index])).join(" | ")} |`;
  const rule = columns.map(({ align }, index) => {
    const dashes = "-".repeat(widths[index] ?? 3);
    return align === "right" ? `${dashes.slice(1)}:` : dashes;
  });
  return [line(columns.map(({ title }) => markdownText(title))), `| ${rule.join(" | ")} |`, ...cells.map(line)].join("\n");
}

function padded(text: string, width: number, column: Column | undefined): string {
  const room = " ".repeat(Math.max(0, width - displayWidth(text)));
  return column?.align === "right" ? room + text : text + room;
}

function inlineText(content: readonly Inline[], targets: ReadonlySet<string>): string {
  return content.map((piece) => pieceText(piece, targets)).join("");
}

function pieceText(piece: Inline, targets: ReadonlySet<string>): string {
  if (typeof piece === "string") return markdownText(piece);
  const text = markdownText(piece.text);
  const core = text.trim();
  if (core === "") return text;
  switch (piece.kind) {
    case "strong":
      return `**${core}**`;
    case "code":
      // Within HTML's element characters stay escaped; between backticks they could not.
      return `<code>${core}</code>`;
    case "soft":
      return text;
    case "target":
      return `<a id="${piece.id}"></a>${core}`;
    case "link":
      return targets.has(piece.to) ? `[${core}](#${piece.to})` : core;
  }
}
