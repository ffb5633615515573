import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { userInfo } from "node:os";
import path from "node:path";
import type { Logger } from "pino";
import { compareWritten, readWritten } from "../compare.ts";
import { keepReview } from "../desk-runs.ts";
import { createSender, startAlerts, type Desk } from "../desk/index.ts";
import type { GatherPorts } from "../gather.ts";
import { InputError, type Estate } from "../model/index.ts";
import { estateDirectory, withDesk, withEngine, type RuntimeOptions } from "../runtime.ts";
import { sql } from "../sql/index.ts";
import type { Store } from "../stores/store.ts";
import { traceRecord } from "../story.ts";
import { takeFile } from "../take-file.ts";
import type { Workspace } from "../workspace.ts";
import { createApp, type ServeApp } from "./app.ts";
import { listen } from "./listen.ts";
import type { Mode, OidcSettings, ServePorts } from "./ports.ts";
import { refusalOf } from "./problem.ts";
import { beginReview, createReviewer } from "./reviewer.ts";
import { createTurns, within, type Turns } from "./stories.ts";

export interface ServeOptions extends RuntimeOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly team: boolean;
  /** How people reach it, when not by host and port: `https://tieout.example.com`. */
  readonly url: string | undefined;
  readonly behindProxy: boolean;
  readonly databaseUrl: string | undefined;
  readonly oidc: OidcSettings | undefined;
  readonly log: Logger;
  readonly page: ServePorts["page"];
}

/** A server that runs. */
export interface Served {
  readonly url: string;
  /** Signs in once, within ten minutes; undefined: people have accounts. */
  link(): Promise<string | undefined>;
}

const SESSION_SECONDS = 12 * 60 * 60;
const STORY_MS = 60_000;
const GRACE_MS = 10_000;
const MOST_UPLOAD = 512 * 1024 * 1024;

/**
 * Serves an estate's desk until `until` is over: opens its workspace, store and engine,
 * and closes them whatever happens. Requests that run are finished, a review that runs is
 * cancelled.
 *
 * @throws InputError RunError
 */
export async function serveEstate(estatePath: string, options: ServeOptions, until: (served: Served) => Promise<void>): Promise<void> {
  await withDesk(estatePath, { databaseUrl: options.databaseUrl }, (desk, estate, { store, workspace }) =>
    serve(estatePath, options, { estate, workspace, desk, store }, until),
  );
}

interface Opened {
  readonly estate: Estate;
  readonly workspace: Workspace;
  readonly desk: Desk;
  readonly store: Store;
}

async function serve(estatePath: string, options: ServeOptions, opened: Opened, until: (served: Served) => Promise<void>): Promise<void> {
  const { estate, workspace, desk, store } = opened;
  const now = (): string => new Date().toISOString();
  const turns = createTurns();
  // Each with an engine of its own: what one leaves in it is in no other's way.
  const inEngine = <T>(ms: number, work: (ports: GatherPorts) => Promise<T>): Promise<T> =>
    inTurn(turns, ms, () => withEngine(options, (engine) => work({ engine, workspace, progress: () => undefined })));
  let app: ServeApp | undefined;
  const reviewer = createEstateReviewer(
    estatePath,
    options,
    opened,
    turns,
    (event) => app?.hub.tell(event),
    (outcome) => app?.metrics.review(outcome),
  );
  const servePorts = (mode: Mode): ServePorts => ({
    store,
    desk,
    estate,
    reviewer,
    story: (entity, key) => inEngine(STORY_MS, (ports) => traceRecord(estate, ports, entity, key)),
    compare: async (before, after) => {
      const [first, second] = [await written(before), await written(after)];
      return inEngine(STORY_MS, ({ engine }) => compareWritten(engine, first, second));
    },
    takeFile: (dataset, name, body) =>
      inEngine(STORY_MS * 10, (ports) => takeFile(estate, ports, dataset, name, body, MOST_UPLOAD)).catch((error: unknown) => {
        if (error instanceof InputError) throw refusalOf(error, STATUS[error.problems[0]?.code ?? ""] ?? 422);
        throw error;
      }),
    now,
    newId: randomUUID,
    log: options.log,
    mode,
    page: options.page,
  });
  let served: { readonly url: string; readonly mode: Mode } | undefined;
  const server = await listen(options.host, options.port, (port) => {
    const mode = modeOf(options, port);
    served = { url: mode.origins[0] ?? "", mode };
    app = createApp(servePorts(mode));
    return app.fetch;
  });
  try {
    const { url, mode } = served as NonNullable<typeof served>;
    const link = async (): Promise<string | undefined> => {
      if (!(await linkNeeded(desk, mode))) return undefined;
      await makeAdmin(desk, mode.linkUser);
      return `${url}/sign-in#token=${(app as ServeApp).links.make()}`;
    };
    await desk.endAcceptances();
    const clock = setInterval(
      () => void desk.endAcceptances().catch((error: unknown) => options.log.error({ err: error }, "acceptances could not be ended")),
      15 * 60_000,
    );
    clock.unref();
    const stopAlerts = alertsOf(opened, options, url, now);
    try {
      await until({ url, link });
    } finally {
      clearInterval(clock);
      await stopAlerts();
    }
  } finally {
    app?.close();
    await reviewer.close();
    await server.close(GRACE_MS);
    // Nothing of the engine's may be in use when it is closed.
    await turns.take();
  }
}

const STATUS: Readonly<Record<string, number>> = { "unknown-dataset": 404, "file-exists": 409, "too-large": 413 };

function createEstateReviewer(
  estatePath: string,
  options: ServeOptions,
  { estate, workspace, desk, store }: Opened,
  turns: Turns,
  tell: ServeApp["hub"]["tell"],
  counted: (outcome: string) => void,
) {
  const out = path.join(estateDirectory(estatePath), "review");
  return createReviewer({
    now: () => new Date().toISOString(),
    newId: randomUUID,
    begin: (asOf, say) => {
      let running: ReturnType<typeof beginReview> | undefined;
      let killed = false;
      const ended = (async () => {
        const scratch = await mkdtemp(path.join(workspace.scratch, "review-"));
        try {
          const { threads, memory } = options;
          if (killed) return;
          running = beginReview({ estatePath, workspace: workspace.directory, scratch, asOf, out, threads, memory }, say);
          await running.ended;
        } finally {
          await rm(scratch, { recursive: true, force: true });
        }
      })();
      return {
        ended,
        kill: () => {
          killed = true;
          running?.kill();
        },
      };
    },
    keep: async () => {
      const { review } = await readWritten(out);
      const release = await turns.take();
      try {
        return (await withEngine(options, (engine) => keepReview(desk, engine, workspace.directory, review, out))).id;
      } finally {
        release();
      }
    },
    alone: (work) => aloneIn(store, estate.name, work),
    holdCaptures: () => turns.take(),
    changed: ({ id, state, run, reason }, line) => {
      if (line !== undefined) tell({ type: "progress", id, at: new Date().toISOString(), text: line });
      else tell({ type: "review", id, state, run, reason });
      if (line === undefined && state !== "running") counted(state);
    },
  });
}

/** Tells whom the estate names, until it is stopped. Links need an address that others can reach too. */
function alertsOf({ estate, store }: Opened, { log, url, team }: ServeOptions, served: string, now: () => string): () => Promise<void> {
  const { alerts: settings, timeZone, businessDays, holidays, title, currency } = estate;
  if (settings === undefined) return async () => undefined;
  return startAlerts({
    store,
    settings,
    calendar: { timeZone, businessDays, holidays },
    estate: { title, currency },
    now,
    random: Math.random,
    send: createSender({ env: process.env, now, publicUrl: url ?? (team ? served : undefined) }),
    onFailure: (failure) => log.warn(failure, "an alert could not be delivered"),
    onError: (error) => log.error({ err: error }, "alerts could not be looked for"),
  });
}

/** One review of an estate at a time, also when several servers share a store: the database's own lock tells, and lets go when a server dies. */
async function aloneIn<T>(store: Store, estate: string, work: () => Promise<T>): Promise<T | undefined> {
  // The embedded store belongs to one process, and its one connection must not wait for a review.
  if (store.kind === "pglite") return work();
  const key = createHash("sha256").update(`tieout review ${estate}`).digest().readBigInt64BE();
  return store.transaction(async (session) => {
    const [row] = await session.rows<{ got: boolean }>(sql`SELECT pg_try_advisory_xact_lock(CAST(${String(key)} AS bigint)) AS got`);
    return row?.got === true ? work() : undefined;
  });
}

function modeOf(options: ServeOptions, port: number): Mode {
  const name = options.host.includes(":") ? `[${options.host}]` : options.host;
  const own = `http://${name}:${port}`;
  const loopback = [`http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://[::1]:${port}`];
  const others = options.team ? [own] : loopback;
  const first = options.url ?? own;
  return {
    kind: options.team ? "team" : "local",
    origins: [...new Set([first, ...(options.url !== undefined && options.team ? [] : others)])],
    sessionSeconds: SESSION_SECONDS,
    linkUser: options.team ? "admin" : localName(),
    oidc: options.oidc,
    behindProxy: options.behindProxy,
  };
}

function localName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number without a name.
    return "local";
  }
}

/** In team mode a link is only for the first to come, who then adds the others. */
async function linkNeeded(desk: Desk, mode: Mode): Promise<boolean> {
  if (mode.kind === "local") return true;
  const admins = (await desk.users()).filter(({ role, disabledAt }) => role === "admin" && disabledAt === undefined);
  return admins.length === 0 || (admins.length === 1 && admins[0]?.name === mode.linkUser);
}

/** Whoever starts the server may do all with it. */
async function makeAdmin(desk: Desk, name: string): Promise<void> {
  const known = await desk.user(name);
  if (known !== undefined && known.role === "admin" && known.units === undefined && known.disabledAt === undefined) return;
  await desk.putUser(
    { name, display: known?.display ?? name, email: known?.email, role: "admin" },
    { type: "local", name: "tieout serve" },
  );
}

async function inTurn<T>(turns: Turns, ms: number, work: () => Promise<T>): Promise<T> {
  const started = (async () => {
    const done = await turns.take();
    try {
      return await work();
    } finally {
      done();
    }
  })();
  // It may fail after nobody waits for it any more.
  started.catch(() => undefined);
  return within(ms, started);
}

async function written({ review, directory }: Parameters<ServePorts["compare"]>[0]) {
  if (directory === undefined) return { file: review.asOf, review, breaks: undefined };
  const kept = await readWritten(directory).catch(() => undefined);
  return { file: directory, review, breaks: kept?.breaks };
}
