import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import { failureOf, SendFailure } from "./failure.ts";
import { itemLine, linkOf, restOf, type Alert } from "./message.ts";

export interface Mail {
  /** `smtps://user:password@host:465`, or `smtp://…` that turns to TLS by STARTTLS. */
  readonly server: string;
  readonly sender: string;
  readonly to: readonly string[];
  readonly key: string;
  readonly alert: Alert;
  readonly publicUrl: string | undefined;
  /** May it be a loopback server without TLS? */
  readonly privateNetwork: boolean;
  readonly timeoutMs: number;
}

/** Sends a mail, plain and as HTML. Its Message-ID is the same each time it is tried. @throws SendFailure */
export async function sendMail(mail: Mail): Promise<void> {
  const { server, sender, to, key, alert, publicUrl, timeoutMs } = mail;
  const transport = createTransport(transportOptions(mail, urlOf(server)));
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new SendFailure(`The mail server did not answer within ${timeoutMs / 1_000} s.`)), timeoutMs);
    });
    const domain = sender.replace(/^.*@/, "").replace(/[^a-z0-9.-].*$/i, "");
    const sent = transport.sendMail({
      from: sender,
      to: [...to],
      subject: alert.sentence,
      text: plainText(alert, publicUrl),
      html: html(alert, publicUrl),
      messageId: `<${createHash("sha256").update(key).digest("hex").slice(0, 40)}@${domain}>`,
      headers: { "Auto-Submitted": "auto-generated" },
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    // It may fail after nobody waits for it any more.
    sent.catch(() => undefined);
    const { rejected } = await Promise.race([sent, late]);
    if (rejected.length > 0) throw new SendFailure(`The mail server refused ${rejected.length} of ${to.length} recipients.`);
  } catch (error) {
    throw mailFailure(error);
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

function urlOf(text: string): URL {
  if (!URL.canParse(text)) throw new SendFailure("The mail server's address is no URL.");
  const url = new URL(text);
  if (url.protocol !== "smtp:" && url.protocol !== "smtps:") {
    throw new SendFailure("The mail server's address must begin with smtps:// or smtp://.");
  }
  return url;
}

function transportOptions({ privateNetwork, timeoutMs }: Mail, url: URL) {
  const secure = url.protocol === "smtps:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const plain = privateNetwork && ["127.0.0.1", "::1", "localhost"].includes(host);
  return {
    host,
    port: url.port === "" ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain && !secure,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    ...(url.username === "" ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  };
}

/** The server's own words may repeat addresses and more: its number says enough. */
function mailFailure(error: unknown): SendFailure {
  if (error instanceof SendFailure) return error;
  const { responseCode } = error as { readonly responseCode?: unknown };
  return typeof responseCode === "number" ? new SendFailure(`The mail server answered ${responseCode}.`) : failureOf(error);
}

export function plainText(alert: Alert, publicUrl: string | undefined): string {
  const items = alert.items.map((item) => {
    const link = linkOf(publicUrl, item.fingerprint);
    return [item.title, itemLine(item, alert.currency), ...(link === undefined ? [] : [link])].join("\n  ");
  });
  const rest = restOf(alert);
  return [alert.sentence, ...items.map((item) => `- ${item}`), ...(rest === undefined ? [] : [rest])].join("\n\n") + "\n";
}

export function html(alert: Alert, publicUrl: string | undefined): string {
  const items = alert.items.map((item) => {
    const link = linkOf(publicUrl, item.fingerprint);
    const title = escaped(item.title);
    const head = link === undefined ? title : `<a href="${escaped(link)}">${title}</a>`;
    return `<li>${head}<br>${escaped(itemLine(item, alert.currency))}</li>`;
  });
  const rest = restOf(alert);
  const list = items.length === 0 ? "" : `<ul>${items.join("")}</ul>`;
  return `<!doctype html><html lang="en"><body><p>${escaped(alert.sentence)}</p>${list}${rest === undefined ? "" : `<p>${rest}</p>`}</body></html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}
