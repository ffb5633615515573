import { join } from "node:path";
import type { Bench } from "./harness/bench.ts";
import { contest, type Contender } from "./harness/contest.ts";
import { compiled } from "./harness/paths.ts";
import { installPeers } from "./harness/peers.ts";
import { makeFiles, type Answer } from "./number-tieout/data.ts";

const marks = { seconds: 15, megabytes: 300 };
const notes = {
  tieout: "reads the workbook; 96 sums followed to their rows; every correction of every number with its exact effect; each residual 0.00",
  duckdb: "the workbook parsed before, not counted; a join that counts; no cells, no effects",
  daff: "the workbook parsed before, not counted; lists changed cells; no effects",
} as const;

/**
 * A workbook of a million rows with 1,000 changes against the raw export that it was pasted from, and says whether the mark
 * is reached: memory is what is taken beyond the engine's own join.
 *
 * Options: `--rows N`, `--contenders a,b`.
 */
export const numberTieout: Bench = async (run) => {
  const rows = Number(run.options.get("rows") ?? "1000000");
  const all = Object.keys(notes) as (keyof typeof notes)[];
  const wanted = run.options.get("contenders")?.split(",") ?? all;
  const unknown = wanted.find((name) => !all.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${all.join(", ")}`);
  run.say(`making a workbook of ${rows} rows, unless it is there`);
  const { workbook, parsed, raw, answer } = await makeFiles(rows, Math.max(7, Math.floor(rows / 1000)));
  const peers = wanted.includes("daff") ? installPeers() : new Set<string>();
  const contenders = all
    .filter((name) => wanted.includes(name))
    .map((name): Contender => {
      const program = join(compiled, "number-tieout", "contenders", `${name}.js`);
      const large = name === "daff" ? ["--max-old-space-size=12288"] : [];
      return {
        name,
        note: notes[name],
        command:
          name === "daff" && !peers.has(name)
            ? undefined
            : () => [process.execPath, ...large, program, name === "tieout" ? workbook : parsed, raw],
        wrong: (given) => wrong(given as Partial<Answer> & { readonly rows?: number }, answer),
      };
    });
  const results = await contest(run, { bench: "number-tieout", dataset: `${rows}x5` }, contenders);
  const [ours, floor] = ["tieout", "duckdb"].map((name) => results.find((result) => result.contender === name));
  if (ours?.seconds === undefined || ours.peak_rss_mb === undefined || floor?.peak_rss_mb === undefined || rows !== 1_000_000) return;
  const beyond = ours.peak_rss_mb - floor.peak_rss_mb;
  const reached = ours.seconds <= marks.seconds && beyond <= marks.megabytes;
  run.say(
    `${ours.seconds} s, ${beyond.toFixed(1)} MB beyond the join; the mark is ${marks.seconds} s and ${marks.megabytes} MB: ${reached ? "reached" : "missed"}`,
  );
};

/** Whatever of the answer a contender gives must be right. */
export function wrong({ rows, ...given }: Partial<Answer> & { readonly rows?: number }, answer: Answer): string | undefined {
  const { changed, added, removed } = answer.join;
  // A row that stands twice is told as changed or added, or not at all, as a tool likes.
  if (rows !== undefined && rows < changed + added + removed) return `${rows} rows, must be ${changed + added + removed} at least`;
  const parts = Object.keys(given) as (keyof Answer)[];
  if (parts.length === 0 && rows === undefined) return "it gives no answer";
  const bad = parts.find((part) => JSON.stringify(given[part]) !== JSON.stringify(answer[part]));
  return bad === undefined ? undefined : `${bad} is ${JSON.stringify(given[bad])}, must be ${JSON.stringify(answer[bad])}`;
}
