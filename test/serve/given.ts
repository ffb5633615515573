import { Writable } from "node:stream";
import { createDesk, type Desk, type SeenBreak } from "../../src/desk/index.ts";
import type { Break, Review, Role } from "../../src/model/index.ts";
import { createApp, type ServeApp } from "../../src/serve/app.ts";
import { createLog } from "../../src/serve/log.ts";
import type { Mode, ServePorts } from "../../src/serve/ports.ts";
import { createReviewer, type RunningReview, type WorkerMessage } from "../../src/serve/reviewer.ts";
import type { Store } from "../../src/stores/store.ts";
import { dataset, finding, handoff, review, sampleBreak } from "../report/sample-review.ts";

export const ORIGIN = "http://127.0.0.1:4180";
export const API = `${ORIGIN}/api/v1`;

/** A review with breaks in two units; what belongs to the south is called SOUTH. */
function twoUnits(count = 4): { review: Review; breaks: readonly SeenBreak[] } {
  const samples: Break[] = Array.from({ length: count }, (_, index) => {
    const unit = index % 2 === 0 ? "north" : "south";
    return sampleBreak("job-to-invoice", "missing", "dispatch.jobs", `${unit.toUpperCase()}-${index}`, {
      unit,
      amount: `${100 + index}.00`,
      date: "2026-09-01",
    });
  });
  const found = finding("job-to-invoice", "missing", `${count} jobs have no invoice`, {
    samples: samples.slice(0, 10),
    owner: "billing",
    records: count,
  });
  const made = review({
    datasets: [dataset("dispatch.jobs", "Jobs", "job", 10), dataset("books.invoices", "Invoices", "invoice", 10)],
    handoffs: [
      handoff("job-to-invoice", "Jobs are invoiced", { from: "dispatch.jobs", to: "books.invoices" }, [
        ["from", "missing", "none", count, "100.00"],
      ]),
    ],
    findings: [found],
    coverage: [{ check: "tie-out", subject: "job-to-invoice", status: "found", records: 10, findings: 1, reason: undefined }],
    units: [
      { id: "north", title: "North" },
      { id: "south", title: "South" },
    ],
  });
  const breaks = samples.map(({ fingerprint, dataset: of, key, unit, date, amount }) => ({
    fingerprint,
    finding: found.fingerprint,
    dataset: of,
    key,
    reference: undefined,
    unit,
    date,
    amount,
  }));
  return { review: made, breaks };
}

/** What a process that reviews would do, done by the test. */
export interface ByHand {
  say(message: WorkerMessage): void;
  end(): void;
  killed: boolean;
}

export interface Given {
  readonly app: ServeApp;
  readonly ports: ServePorts;
  readonly desk: Desk;
  readonly north: string;
  readonly south: string;
  readonly finding: string;
  readonly run: string;
  readonly reviews: ByHand[];
  readonly clock: { at: string };
  readonly logged: () => string;
  /** A session's cookie and what protects its changes. */
  signIn(user: string): Promise<Session>;
  token(user: string, scopes: readonly ("read" | "work" | "review" | "admin")[]): Promise<string>;
}

export interface Session {
  readonly cookie: string;
  readonly csrf: string;
}

const USERS: Readonly<Record<string, { readonly role: Role; readonly units?: readonly string[] }>> = {
  vera: { role: "viewer" },
  nora: { role: "worker", units: ["north"] },
  walt: { role: "worker" },
  ann: { role: "analyst" },
  ada: { role: "admin" },
};

export const TEAM: Mode = { kind: "team", origins: [ORIGIN], sessionSeconds: 3600, linkUser: "ada", oidc: undefined, behindProxy: false };

/** A server over a store: two units' exceptions, a user of each role. */
export async function given(
  store: Store,
  { mode = TEAM, count = 4, more = {} }: { mode?: Mode; count?: number; more?: Partial<ServePorts> } = {},
): Promise<Given> {
  const clock = { at: "2026-11-23T17:00:00.000Z" };
  let ids = 0;
  const newId = (): string => `id-${(ids += 1)}`;
  const calendar = { timeZone: "America/New_York", businessDays: [1, 2, 3, 4, 5], holidays: [], due: { high: 2, medium: 5, low: 10 } };
  const desk = createDesk({ store, now: () => clock.at, newId, calendar });
  const { review: made, breaks } = twoUnits(count);
  const { id: run } = await desk.recordRun({
    review: made,
    breaks: (async function* () {
      yield breaks;
    })(),
  });
  for (const [name, user] of Object.entries(USERS)) {
    await desk.putUser({ name, display: name, email: `${name}@example.com`, ...user }, { type: "clock", name: "test" });
  }
  const lines: string[] = [];
  const log = createLog(
    "info",
    new Writable({
      write: (piece: Buffer, _encoding, done) => {
        lines.push(piece.toString());
        done();
      },
    }),
  );
  const reviews: ByHand[] = [];
  let app: ServeApp | undefined;
  const begin = (_asOf: string | undefined, say: (message: WorkerMessage) => void): RunningReview => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const hand: ByHand = { say, end, killed: false };
    reviews.push(hand);
    return {
      ended,
      kill: () => {
        hand.killed = true;
        end();
      },
    };
  };
  const reviewer = createReviewer({
    now: () => clock.at,
    newId,
    begin,
    keep: async () => run,
    alone: (work) => work(),
    holdCaptures: async () => () => undefined,
    changed: ({ id, state, run: kept, reason }, line) =>
      app?.hub.tell(
        line === undefined ? { type: "review", id, state, run: kept, reason } : { type: "progress", id, at: clock.at, text: line },
      ),
  });
  const ports: ServePorts = {
    store,
    desk,
    estate: {
      name: "summit-mechanical",
      title: "Summit Mechanical",
      currency: "USD",
      timeZone: "America/New_York",
      units: [],
      automations: [],
      datasets: [{ id: "dispatch.jobs", entity: "job" }],
      directory: "/nowhere",
    } as unknown as ServePorts["estate"],
    reviewer,
    story: async (entity, key) => ({
      entity,
      key,
      statements: ["NORTH-0", "SOUTH-1"]
        .map((name) => ({
          at: undefined,
          moment: undefined,
          system: "dispatch",
          dataset: "dispatch.jobs",
          entity,
          key: name,
          state: undefined,
          amount: undefined,
          deleted: false,
          unit: name.startsWith("N") ? "north" : "south",
          file: "jobs.csv",
          place: { kind: "line", number: 2 } as const,
          via: undefined,
        }))
        .filter((said) => key === "both" || said.key === key),
      links: [],
      truncated: false,
    }),
    compare: () => Promise.reject(new Error("not asked here")),
    takeFile: () => Promise.reject(new Error("not asked here")),
    now: () => clock.at,
    newId,
    log,
    mode,
    page: undefined,
    ...more,
  };
  app = createApp(ports);
  const served = app;
  return {
    app,
    ports,
    desk,
    north: breaks[0]?.fingerprint ?? "",
    south: breaks[1]?.fingerprint ?? "",
    finding: breaks[0]?.finding ?? "",
    run,
    reviews,
    clock,
    logged: () => lines.join(""),
    signIn: async (user) => {
      const { secret } = await desk.createSession(user, 3600);
      const cookie = `tieout-4180=${secret}`;
      const answer = await ask(served, "GET", "/session", { as: { cookie, csrf: "" } });
      return { cookie, csrf: ((await answer.json()) as { csrf: string }).csrf };
    },
    token: async (user, scopes) => (await desk.createToken({ name: "test", user, scopes }, { type: "user", name: "ada" })).secret,
  };
}

export interface Sent {
  readonly as?: Session | string | undefined;
  readonly body?: unknown;
  readonly raw?: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly csrf?: false;
}

/** A request as a browser or a program sends it; `as`: a session, or a token's secret. */
export async function ask(
  app: Pick<ServeApp, "fetch">,
  method: string,
  path: string,
  { as, body, raw, headers = {}, csrf }: Sent = {},
): Promise<Response> {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(
    path.startsWith("/healthz") || path.startsWith("/readyz") || path.startsWith("/metrics") || path.startsWith("/api")
      ? `${ORIGIN}${path}`
      : `${API}${path}`,
    {
      method,
      headers: {
        host: "127.0.0.1:4180",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(typeof as === "string" ? { authorization: `Bearer ${as}` } : {}),
        ...(typeof as === "object" ? { cookie: as.cookie, ...(csrf === false ? {} : { "x-csrf-token": as.csrf }) } : {}),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent, duplex: "half" }),
    } as RequestInit,
  );
  return app.fetch(request);
}
