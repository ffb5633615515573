import { statSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "./harness/bench.ts";
import { contest, type Contender } from "./harness/contest.ts";
import { compiled } from "./harness/paths.ts";
import { installPeers } from "./harness/peers.ts";
import { wrong, type Answer } from "./workbook-read/answer.ts";
import { makeWorkbook } from "./workbook-read/data.ts";

const marks = { seconds: 13, megabytes: 300 };
const notes = {
  tieout: "streams; values, formulas as R1C1 with shared ones resolved, number formats, hidden rows and columns; checks sums of parts",
  exceljs: "streams; values, formulas as A1, shared ones as a reference to the first; without styles, and without what is hidden",
  sheetjs: "@e965/xlsx, whole file, dense; values, formulas as A1 with shared ones resolved, hidden rows and columns",
} as const;

/**
 * Reads a workbook of a million rows with eleven columns, three of them formulas, and says whether the mark is reached.
 *
 * Options: `--rows N`, `--contenders a,b`.
 */
export const workbookRead: Bench = async (run) => {
  const rows = Number(run.options.get("rows") ?? "1000000");
  const all = Object.keys(notes) as (keyof typeof notes)[];
  const wanted = run.options.get("contenders")?.split(",") ?? all;
  const unknown = wanted.find((name) => !all.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`${unknown} is none of ${all.join(", ")}`);
  run.say(`making a workbook of ${rows} rows, unless it is there`);
  const { path, answer } = await makeWorkbook(rows);
  run.say(`${(statSync(path).size / 1_048_576).toFixed(1)} MiB, ${answer.cells} cells, ${answer.formulas} formulas`);
  const peers = wanted.includes("exceljs") ? installPeers() : new Set<string>();
  const contenders = all
    .filter((name) => wanted.includes(name))
    .map((name): Contender => {
      const program = join(compiled, "workbook-read", "contenders", `${name}.js`);
      return {
        name,
        note: notes[name],
        command: name === "exceljs" && !peers.has(name) ? undefined : () => [process.execPath, "--max-old-space-size=8192", program, path],
        wrong: (given) => wrong(given as Partial<Answer>, answer),
      };
    });
  for (const result of await contest(run, { bench: "workbook-read", dataset: `${rows}x11` }, contenders)) {
    if (result.contender !== "tieout" || result.seconds === undefined || result.peak_rss_mb === undefined || rows !== 1_000_000) continue;
    const reached = result.seconds <= marks.seconds && result.peak_rss_mb <= marks.megabytes;
    run.say(
      `${result.seconds} s, ${result.peak_rss_mb} MB; the mark is ${marks.seconds} s and ${marks.megabytes} MB: ${reached ? "reached" : "missed"}`,
    );
  }
};
