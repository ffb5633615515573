import { afterEach, describe, expect, it } from "vitest";
import { slackBody, teamsBody } from "../../../src/desk/alerts/chat.ts";
import { html, plainText } from "../../../src/desk/alerts/mail.ts";
import { createSender } from "../../../src/desk/alerts/send.ts";
import type { AlertTarget } from "../../../src/model/index.ts";
import { ALERT, AT, HOOK, receiver } from "./given.ts";
import { smtp } from "./smtp.ts";

const URL = "https://tieout.example.com";
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const base = { name: "t", on: HOOK.on, from: "low", privateNetwork: true } as const;
const MAIL: AlertTarget = {
  ...base,
  type: "email",
  serverVariable: "SMTP_URL",
  sender: "Tieout <tieout@example.com>",
  to: ["a@example.com", "b@example.com"],
};

async function mailServer(answers?: Parameters<typeof smtp>[0]) {
  const made = await smtp(answers);
  closing.push(made.close);
  return { ...made, send: createSender({ env: { SMTP_URL: made.url }, now: () => AT, publicUrl: URL, timeoutMs: 5_000 }) };
}

describe("formats", () => {
  it("Slack: blocks whose text makes no markup", () => {
    const body = JSON.parse(slackBody({ ...ALERT, count: 3 }, URL)) as {
      text: string;
      blocks: { type: string; text?: { type: string; text: string } }[];
    };
    expect(body.text).toBe(ALERT.sentence);
    expect(body.blocks.map(({ type }) => type)).toEqual(["section", "section", "context"]);
    expect(body.blocks[0]?.text).toMatchObject({ type: "plain_text", text: ALERT.sentence });
    expect(body.blocks[1]?.text?.text).toBe(
      `<${URL}/exceptions/abc%2F1|Invoices &lt;b&gt;never&lt;/b&gt; arrived &amp; "more" ∗here∗>\nhigh · INV-1 · north · billing · 120.00 USD · due 2026-11-27`,
    );
    expect(JSON.parse(slackBody({ ...ALERT, sentence: "<!channel>" }, undefined))).toMatchObject({ text: "&lt;!channel&gt;" });
  });

  it("Teams: a card for a workflow's webhook", () => {
    const body = JSON.parse(teamsBody(ALERT, URL)) as {
      type: string;
      attachments: { contentType: string; content: { type: string; body: unknown[] } }[];
    };
    expect(body.type).toBe("message");
    const [{ contentType, content }] = body.attachments as [(typeof body.attachments)[0]];
    expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
    expect(content.type).toBe("AdaptiveCard");
    expect(content.body).toMatchObject([
      { type: "RichTextBlock", inlines: [{ text: ALERT.sentence }] },
      { inlines: [{ text: ALERT.items[0]?.title, selectAction: { url: `${URL}/exceptions/abc%2F1` } }, {}] },
    ]);
    expect(teamsBody(ALERT, undefined)).not.toContain("selectAction");
  });

  it("mail: plain, and HTML that is escaped", () => {
    expect(plainText(ALERT, URL)).toContain('- Invoices <b>never</b> arrived & "more" *here*\n  high · INV-1');
    expect(html(ALERT, URL)).toContain(
      `<a href="${URL}/exceptions/abc%2F1">Invoices &lt;b&gt;never&lt;/b&gt; arrived &amp; &quot;more&quot; *here*</a>`,
    );
    expect(html(ALERT, undefined)).not.toContain("<a ");
  });
});

describe("sending", () => {
  it("a chat gets its own form", async () => {
    const { url, got, close } = await receiver();
    closing.push(close);
    const send = createSender({ env: { CHAT_URL: url }, now: () => AT, publicUrl: undefined });
    await send({ ...base, type: "slack", urlVariable: "CHAT_URL" }, ALERT, "k");
    await send({ ...base, type: "teams", urlVariable: "CHAT_URL" }, ALERT, "k");
    expect(got.map(({ body }) => body)).toEqual([slackBody(ALERT, undefined), teamsBody(ALERT, undefined)]);
  });

  it("a mail reaches all it is for, with the same Message-ID each time", async () => {
    const { mails, send } = await mailServer();
    await send(MAIL, ALERT, "key");
    await send(MAIL, ALERT, "key");
    await send(MAIL, { ...ALERT, to: "owner@example.com" }, "other");
    expect(mails.map(({ to }) => to)).toEqual([
      ["a@example.com", "b@example.com"],
      ["a@example.com", "b@example.com"],
      ["owner@example.com"],
    ]);
    const ids = mails.map(({ data }) => /^Message-ID: (.*)$/m.exec(data)?.[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@example\.com>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
    expect(mails[0]?.data).toContain(`Subject: ${ALERT.sentence}`);
    expect(mails[0]?.data).toMatch(/multipart\/alternative/);
  });

  it("a line break in what a person typed adds no header", async () => {
    const { mails, send } = await mailServer();
    await send(MAIL, { ...ALERT, sentence: "A\r\nBcc: evil@example.com" }, "key");
    expect(mails[0]?.data.split("\n\n")[0]).not.toMatch(/^Bcc:/m);
    expect(mails[0]?.to).toEqual(["a@example.com", "b@example.com"]);
  });

  it("a mail server that refuses, is silent, or cannot be trusted is said", async () => {
    const refused = await mailServer({ MAIL: "550 no SECRET" });
    await expect(refused.send(MAIL, ALERT, "k")).rejects.toThrow(/^The mail server answered 550\.$/);
    const silent = await smtp({ EHLO: "" });
    closing.push(silent.close);
    const send = createSender({ env: { SMTP_URL: silent.url }, now: () => AT, publicUrl: undefined, timeoutMs: 300 });
    await expect(send(MAIL, ALERT, "k")).rejects.toThrow(/did not answer within 0.3 s|ETIMEDOUT/);
    const plain = await mailServer();
    await expect(plain.send({ ...MAIL, privateNetwork: false }, ALERT, "k")).rejects.toThrow();
    expect(plain.mails).toEqual([]);
  });
});
