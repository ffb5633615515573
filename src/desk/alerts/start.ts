import { deliverDue, type DeliverPorts } from "./deliver.ts";
import { watch, type WatchPorts } from "./watch.ts";

export interface AlertPorts extends WatchPorts, Omit<DeliverPorts, "targets" | "now" | "store"> {
  /** Seconds between two looks; 30 when not given. */
  readonly everySeconds?: number;
  /** Told when a look fails as a whole, as when the store cannot be reached; the next one comes all the same. */
  readonly onError: (error: unknown) => void;
}

/** Looks for what is to be told, and sends what is due. @throws what the store throws */
export async function alertOnce(ports: AlertPorts, stopped: () => boolean = () => false): Promise<number> {
  await watch(ports);
  return deliverDue({ ...ports, targets: ports.settings.targets }, stopped);
}

/**
 * Looks and sends from now on, one look at a time, until it is stopped; several servers
 * may do so on one store. Its end waits for what is being sent: close the store after it.
 */
export function startAlerts(ports: AlertPorts): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      await alertOnce(ports, () => stopped);
    } catch (error) {
      ports.onError(error);
    }
    if (stopped) return;
    timer = setTimeout(() => (running = look()), (ports.everySeconds ?? 30) * 1_000);
    timer.unref();
  };
  running = look();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
