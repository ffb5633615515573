import autocannon from "autocannon";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Bench } from "./harness/bench.ts";
import { compiled } from "./harness/paths.ts";

const marks = { rate: 1_000, p99: 100, errors: 0 };
/** A little more than the mark is asked for: what asks loses a few hundredths of its own rate. */
const OFFERED = 1_100;

interface Told {
  readonly port: number;
  readonly token: string;
  readonly cursors: readonly string[];
}

/**
 * Reads of the inbox over 100,000 exceptions on loopback, 1,000 a second at least, for 20 seconds, by autocannon: 350
 * different pages (filters, orders, searches, cursors), of which nothing changes meanwhile, so that most are answered
 * from memory. A contender is a store: `pglite`, and `postgres` where DATABASE_URL names an empty database.
 *
 * Options: `--rows N`, `--contenders pglite,postgres`.
 */
export const serve: Bench = async ({ options, emit, say }) => {
  const rows = options.get("rows") ?? "100000";
  const url = process.env["DATABASE_URL"];
  const wanted = (options.get("contenders") ?? "pglite,postgres").split(",");
  for (const kind of wanted) {
    if (kind === "postgres" && url === undefined) {
      emit({ bench: "serve", contender: kind, note: "absent: DATABASE_URL names no empty database" });
      continue;
    }
    const directory = await mkdtemp(join(tmpdir(), "tieout-serve-"));
    say(`${kind}: making ${rows} exceptions`);
    const child = spawn(
      process.execPath,
      [join(compiled, "serve", "server.js"), kind, kind === "postgres" ? (url ?? "") : join(directory, "store"), rows],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    try {
      const { port, token, cursors } = await told(child);
      const result = await autocannon({
        url: `http://127.0.0.1:${port}`,
        connections: 20,
        duration: 20,
        overallRate: OFFERED,
        headers: { authorization: `Bearer ${token}` },
        requests: pathsOf(cursors).map((path) => ({ method: "GET", path })),
      });
      const { p50, p99, max } = result.latency;
      const errors = result.errors + result.timeouts + result.non2xx;
      const reached = p99 < marks.p99 && errors === marks.errors && result.requests.average >= marks.rate;
      const figures = `${Math.round(result.requests.average)} requests/s, p50 ${p50} ms, p99 ${p99} ms, longest ${max} ms, ${errors} errors of ${result.requests.total}`;
      emit({
        bench: "serve",
        contender: kind,
        dataset: `${rows} exceptions`,
        operation: "inbox reads",
        seconds: p99 / 1000,
        note: figures,
      });
      say(
        `${kind}: ${figures}; the mark is ${marks.rate} requests/s at p99 below ${marks.p99} ms without errors: ${reached ? "reached" : "missed"}`,
      );
    } finally {
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      await rm(directory, { recursive: true, force: true });
    }
  }
};

function pathsOf(cursors: readonly string[]): readonly string[] {
  const units = ["albany", "syracuse", "rochester", "buffalo"];
  const handoffs = ["job-to-invoice", "invoice-to-payment", "payment-to-charge", "visit-to-job"];
  const filters = [
    ...units.map((unit) => `unit=${unit}`),
    ...handoffs.map((handoff) => `handoff=${handoff}`),
    ...["billing", "finance", "dispatch", "-"].map((owner) => `owner=${owner}`),
    ...["high", "medium", "low"].map((severity) => `severity=${severity}&state=new`),
    ...Array.from({ length: 35 }, (_, index) => `q=INV-${1_000 + index * 37}`),
  ];
  const queries = [
    ...filters.flatMap((filter) => ["due", "amount", "opened"].map((sort) => `${filter}&sort=${sort}`)),
    ...cursors.map((cursor) => `cursor=${cursor}`),
  ];
  return queries.map((query) => `/api/v1/exceptions?limit=50&${query}`);
}

/** What the server says of itself, once it runs. */
async function told(child: ChildProcess): Promise<Told> {
  let text = "";
  for await (const piece of child.stdout ?? []) {
    text += String(piece);
    if (text.endsWith("\n")) return JSON.parse(text) as Told;
  }
  throw new Error("the server ended before it was there");
}
