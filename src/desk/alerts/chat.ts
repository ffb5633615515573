import { itemLine, linkOf, restOf, type Alert } from "./message.ts";

/** Slack's Block Kit. What people typed stands in plain text or escaped: it makes no link and calls nobody. */
export function slackBody(alert: Alert, publicUrl: string | undefined): string {
  const rest = restOf(alert);
  const blocks = [
    { type: "section", text: { type: "plain_text", text: cut(alert.sentence, 3_000), emoji: false } },
    ...alert.items.map((item) => {
      const link = linkOf(publicUrl, item.fingerprint);
      const title = slackText(cut(item.title, 500));
      const head = link === undefined ? `*${title}*` : `<${link}|${title}>`;
      return {
        type: "section",
        text: { type: "mrkdwn", text: `${head}\n${slackText(cut(itemLine(item, alert.currency), 1_000))}`, verbatim: true },
      };
    }),
    ...(rest === undefined ? [] : [{ type: "context", elements: [{ type: "plain_text", text: rest, emoji: false }] }]),
  ];
  return JSON.stringify({ text: slackText(cut(alert.sentence, 3_000)), blocks });
}

/** Characters that mean something in Slack's mrkdwn; those without an escape become their like. */
function slackText(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("*", "∗")
    .replaceAll("_", "\u02CD")
    .replaceAll("~", "∼")
    .replaceAll("`", "ˋ")
    .replaceAll("|", "¦")
    .replace(/\s+/g, " ");
}

/** An Adaptive Card as a workflow's webhook of Teams takes it. Runs of rich text are read as they stand, unlike text blocks. */
export function teamsBody(alert: Alert, publicUrl: string | undefined): string {
  const rest = restOf(alert);
  const runs = (...inlines: readonly Readonly<Record<string, unknown>>[]) => ({
    type: "RichTextBlock",
    inlines: inlines.map((inline) => ({ type: "TextRun", ...inline })),
  });
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      runs({ text: cut(alert.sentence, 3_000), weight: "Bolder" }),
      ...alert.items.map((item) => {
        const link = linkOf(publicUrl, item.fingerprint);
        const title = {
          text: cut(item.title, 500),
          ...(link === undefined ? {} : { selectAction: { type: "Action.OpenUrl", url: link } }),
        };
        return runs(title, { text: `\n${cut(itemLine(item, alert.currency), 1_000)}`, isSubtle: true });
      }),
      ...(rest === undefined ? [] : [runs({ text: rest, isSubtle: true })]),
    ],
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card };
  return JSON.stringify({ type: "message", attachments: [attachment] });
}

/** To a length that the receiver takes, without half a character. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
