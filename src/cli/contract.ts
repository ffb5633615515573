import { draftContract, writeWhole } from "../lineage.ts";
import { withEstate } from "../runtime.ts";
import { printable } from "./failure.ts";
import { startProgress } from "./progress.ts";

export interface ContractFlags {
  readonly out?: string;
  readonly threads?: number;
  readonly memory?: string;
  readonly json?: boolean;
}

/** `tieout contract <workbook>`: the contract as YAML; with `--json` as what the YAML says. */
export async function runContract(workbook: string, estatePath: string, flags: ContractFlags): Promise<void> {
  const progress = startProgress();
  const limits = { threads: flags.threads, memory: flags.memory, progress: progress.say };
  const { text, contract } = await withEstate(estatePath, limits, (estate, ports) => draftContract(estate, ports, workbook));
  progress.stop();
  const shown = flags.json === true ? `${JSON.stringify(contract, null, 2)}\n` : text;
  if (flags.out === undefined) process.stdout.write(shown);
  else {
    await writeWhole(flags.out, [shown]);
    process.stdout.write(printable(`Wrote ${flags.out}: the contract of ${workbook}, a draft to be agreed upon.\n`));
  }
}
