import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { lockFile, openDuckdb } from "./engines/duckdb/index.ts";
import type { Engine, EngineLimits } from "./engines/engine.ts";
import { loadEstate } from "./estate/index.ts";
import type { GatherPorts } from "./gather.ts";
import type { Estate } from "./model/index.ts";
import { openDesk, type DeskOptions, type OpenDesk } from "./open-desk.ts";
import { anchorFile, openPglite, openPostgres } from "./stores/index.ts";
import { openWorkspace, type Workspace } from "./workspace.ts";

/** How a command is to run. */
export interface RuntimeOptions extends EngineLimits {
  readonly progress: (line: string) => void;
}

/**
 * Loads an estate, opens its workspace and an engine, does the work, and closes
 * both whatever happens. The one place where adapters are chosen.
 *
 * @throws InputError RunError
 */
export async function withEstate<T>(
  estatePath: string,
  options: RuntimeOptions,
  work: (estate: Estate, ports: GatherPorts) => Promise<T>,
): Promise<T> {
  const estate = await loadEstate(estatePath);
  const workspace = await openWorkspace(estate.directory, lockFile);
  try {
    const engine = await openDuckdb({
      threads: options.threads,
      memory: options.memory,
      spill: path.join(workspace.scratch, "spill"),
    });
    try {
      return await work(estate, { engine, workspace, progress: options.progress });
    } finally {
      await engine.close();
    }
  } finally {
    await workspace.close();
  }
}

/**
 * The same in a workspace that another process holds, which waits for this one.
 *
 * @param workspace its `.tieout` directory
 * @param scratch a directory in it for this process alone
 * @throws InputError RunError
 */
export async function withHeldEstate<T>(
  estatePath: string,
  held: { readonly workspace: string; readonly scratch: string },
  options: RuntimeOptions,
  work: (estate: Estate, ports: GatherPorts) => Promise<T>,
): Promise<T> {
  const estate = await loadEstate(estatePath);
  const { threads, memory, progress } = options;
  const engine = await openDuckdb({ threads, memory, spill: path.join(held.scratch, "spill") });
  const workspace: Workspace = {
    directory: held.workspace,
    captures: path.join(held.workspace, "captures"),
    scratch: held.scratch,
    close: async () => undefined,
  };
  try {
    return await work(estate, { engine, workspace, progress });
  } finally {
    await engine.close();
  }
}

/** The desk of an estate whose workspace is open; whoever opens it closes it. @throws RunError */
export function openEstateDesk(estate: Estate, workspace: Workspace, options: DeskOptions): Promise<OpenDesk> {
  return openDesk(estate, workspace, { openPglite, openPostgres, anchorFile }, options);
}

/** Loads an estate, opens its workspace and its desk, does the work, and closes them whatever happens. @throws InputError RunError */
export async function withDesk<T>(
  estatePath: string,
  options: DeskOptions,
  work: (desk: OpenDesk["desk"], estate: Estate, held: { readonly store: OpenDesk["store"]; readonly workspace: Workspace }) => Promise<T>,
): Promise<T> {
  const estate = await loadEstate(estatePath);
  const workspace = await openWorkspace(estate.directory, lockFile);
  try {
    const { desk, store, close } = await openEstateDesk(estate, workspace, options);
    try {
      return await work(desk, estate, { store, workspace });
    } finally {
      await close();
    }
  } finally {
    await workspace.close();
  }
}

/** An engine without an estate, for work on files alone; closed whatever happens. @throws RunError */
export async function withEngine<T>(limits: EngineLimits, work: (engine: Engine) => Promise<T>): Promise<T> {
  const spill = mkdtempSync(path.join(tmpdir(), "tieout-spill-"));
  try {
    const engine = await openDuckdb({ ...limits, spill });
    try {
      return await work(engine);
    } finally {
      await engine.close();
    }
  } finally {
    rmSync(spill, { recursive: true, force: true });
  }
}

/** The directory of the estate that a path names. */
export function estateDirectory(estatePath: string): string {
  const absolute = path.resolve(estatePath);
  return statSync(absolute, { throwIfNoEntry: false })?.isFile() === true ? path.dirname(absolute) : absolute;
}
