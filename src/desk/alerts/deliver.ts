import type { AlertTarget } from "../../model/index.ts";
import type { Store } from "../../stores/store.ts";
import { failureOf } from "./failure.ts";
import type { Alert } from "./message.ts";
import { claim, delivered, enqueue, failed, type Claimed } from "./outbox.ts";

/** Takes an alert to a target. `key` is the same each time it is tried. @throws SendFailure */
export type Send = (target: AlertTarget, alert: Alert, key: string) => Promise<void>;

export interface DeliverPorts {
  readonly store: Store;
  readonly send: Send;
  /** UTC ISO 8601. */
  readonly now: () => string;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly targets: readonly AlertTarget[];
  /** Told of every try that failed. */
  readonly onFailure?: (failure: DeliveryFailure) => void;
}

export interface DeliveryFailure {
  readonly target: string;
  readonly event: string;
  readonly attempt: number;
  /** Without secrets. */
  readonly reason: string;
  readonly state: "waiting" | "given-up";
}

const AT_ONCE = 8;

/** Sends what is due until nothing is; gives how many were delivered. */
export async function deliverDue(ports: DeliverPorts, stopped: () => boolean = () => false): Promise<number> {
  const targets = new Map(ports.targets.map((target) => [target.name, target]));
  let sent = 0;
  while (!stopped() && targets.size > 0) {
    const claims = await claim(ports.store, [...targets.keys()], ports.now(), AT_ONCE);
    if (claims.length === 0) break;
    const results = await Promise.all(claims.map((one) => tryOne(ports, one, targets.get(one.target))));
    sent += results.filter(Boolean).length;
  }
  return sent;
}

async function tryOne(ports: DeliverPorts, one: Claimed, target: AlertTarget | undefined): Promise<boolean> {
  const { store, now } = ports;
  try {
    if (target === undefined) throw new Error("claimed for a target that is not declared");
    await ports.send(target, one.alert, `${one.event}/${one.target}`);
  } catch (error) {
    const failure = failureOf(error);
    const state = await failed(store, one, failure, { now: now(), random: ports.random() });
    ports.onFailure?.({ target: one.target, event: one.event, attempt: one.attempt, reason: failure.message, state });
    if (state === "given-up") await tellOthers(ports, one, failure.message);
    return false;
  }
  await delivered(store, one, now());
  return true;
}

/** An alert that was given up is told to the other targets; that one of these failed too is only shown. */
async function tellOthers({ store, targets, now }: DeliverPorts, one: Claimed, reason: string): Promise<void> {
  if (one.alert.kind === "failed") return;
  for (const other of targets) {
    if (other.name === one.target || !other.on.includes("failed")) continue;
    const sentence = `An alert could not be delivered to ${one.target} and was given up: ${reason} It said: ${one.alert.sentence}`;
    await enqueue(store, `failed:${one.id}`, other.name, { ...one.alert, kind: "failed", at: now(), sentence }, now());
  }
}
