import type { AlertTarget } from "../../model/index.ts";
import type { Send } from "./deliver.ts";
import { slackBody, teamsBody } from "./chat.ts";
import { SendFailure } from "./failure.ts";
import { sendMail } from "./mail.ts";
import { linkOf, type Alert } from "./message.ts";
import { post } from "./post.ts";
import { SIGNATURE_HEADERS, signatureOf } from "./sign.ts";

export interface SenderOptions {
  /** The environment: addresses and secrets are read from it for each try, and kept nowhere. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UTC ISO 8601. */
  readonly now: () => string;
  /** How people reach the server; links need it. */
  readonly publicUrl: string | undefined;
  /** Certificates trusted beside the usual ones. */
  readonly ca?: string;
  /** 10,000 when not given; must stay below the minute for which a delivery is claimed. */
  readonly timeoutMs?: number;
}

/** Sends alerts over the network. */
export function createSender(options: SenderOptions): Send {
  return async (target, alert, key) => {
    switch (target.type) {
      case "webhook":
        return sendSigned(options, target, alert, key);
      case "slack":
        return postTo(options, target, slackBody(alert, options.publicUrl), {});
      case "teams":
        return postTo(options, target, teamsBody(alert, options.publicUrl), {});
      case "email":
        return sendMail({
          server: variable(options, target.serverVariable),
          sender: target.sender,
          to: alert.to === undefined ? target.to : [alert.to],
          key,
          alert,
          publicUrl: options.publicUrl,
          privateNetwork: target.privateNetwork,
          timeoutMs: options.timeoutMs ?? 10_000,
        });
    }
  };
}

function sendSigned(options: SenderOptions, target: Extract<AlertTarget, { type: "webhook" }>, alert: Alert, key: string): Promise<void> {
  const items = alert.items.map((item) => ({ ...item, link: linkOf(options.publicUrl, item.fingerprint) }));
  const body = JSON.stringify({ ...alert, items });
  const timestamp = Math.floor(Date.parse(options.now()) / 1_000);
  return postTo(options, target, body, {
    [SIGNATURE_HEADERS.timestamp]: String(timestamp),
    [SIGNATURE_HEADERS.signature]: signatureOf(variable(options, target.secretVariable), timestamp, body),
    [SIGNATURE_HEADERS.key]: encodeURIComponent(key),
  });
}

async function postTo(
  options: SenderOptions,
  target: Exclude<AlertTarget, { type: "email" }>,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { timeoutMs = 10_000, ca } = options;
  const url = variable(options, target.urlVariable);
  return post({ url, headers, body, privateNetwork: target.privateNetwork, timeoutMs, ...(ca === undefined ? {} : { ca }) });
}

/** @throws SendFailure */
function variable({ env }: SenderOptions, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new SendFailure(`The environment variable ${name} is not set.`);
  return value;
}
