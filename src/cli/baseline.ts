import { readWritten } from "../compare.ts";
import { writeWhole } from "../lineage.ts";
import { baselineToMarkdown } from "../report/index.ts";
import { printable } from "./failure.ts";

export interface BaselineFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** `tieout baseline <review>`: what a written review knows of the company, as Markdown; with `--json` as the review has it. */
export async function runBaseline(written: string, flags: BaselineFlags): Promise<void> {
  const { review } = await readWritten(written);
  const shown = flags.json === true ? `${JSON.stringify(review.baseline, null, 2)}\n` : baselineToMarkdown(review);
  if (flags.out === undefined) process.stdout.write(shown);
  else {
    await writeWhole(flags.out, [shown]);
    process.stdout.write(printable(`Wrote ${flags.out}: ${review.baseline.sentence}\n`));
  }
}
