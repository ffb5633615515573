import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import {
  probeSource,
  readProbed,
  type ProbedFile,
  type ReadContext,
  type SourceLimits,
  type SourceReading,
} from "../../src/connect/index.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { InputError, type CaptureSource, type Problem } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";

export type Value = string | number | boolean | null;

export interface Result {
  readonly probed: ProbedFile;
  readonly reading: SourceReading;
  readonly columns: readonly string[];
  /** Values in column order. */
  readonly rows: readonly (readonly Value[])[];
  readonly positions: readonly number[];
}

/** An estate directory of its own, with an engine. */
export class Room {
  readonly directory: string;
  readonly scratch: string;
  readonly engine: Engine;
  readonly #root: string;

  private constructor(root: string, engine: Engine) {
    this.#root = root;
    this.directory = join(root, "estate");
    this.scratch = join(root, "scratch");
    this.engine = engine;
  }

  static async open(): Promise<Room> {
    const root = await mkdtemp(join(tmpdir(), "tieout-connect-"));
    for (const name of ["estate", "scratch", "spill"]) await mkdir(join(root, name));
    return new Room(root, await openDuckdb({ threads: 2, memory: "1GiB", spill: join(root, "spill") }));
  }

  async close(): Promise<void> {
    await this.engine.close();
    await rm(this.#root, { recursive: true, force: true });
  }

  async write(path: string, content: string | Uint8Array): Promise<string> {
    const absolute = join(this.directory, path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, content);
    return absolute;
  }

  context(limits: Partial<SourceLimits> = {}): ReadContext {
    return { engine: this.engine, directory: this.directory, scratch: this.scratch, limits };
  }

  async probe(path: string, source: Partial<CaptureSource> = {}, limits: Partial<SourceLimits> = {}): Promise<readonly ProbedFile[]> {
    return probeSource(sourceOf(path, source), "tieout.yaml", this.context(limits));
  }

  /** Probes and reads what is one file. */
  async read(path: string, source: Partial<CaptureSource> = {}, limits: Partial<SourceLimits> = {}): Promise<Result> {
    const [probed, ...more] = await this.probe(path, source, limits);
    if (probed === undefined || more.length > 0) throw new Error("expected one file");
    const reading = await readProbed(probed, sourceOf(path, source), this.context(limits));
    const columns = reading.columns.map((column) => column.name);
    await this.engine.runInline(sql`CREATE OR REPLACE TABLE ${id("copied")} AS SELECT * FROM ${reading.relation} AS s`);
    await reading.verify();
    const found = await this.engine.rows(sql`SELECT * FROM ${id("copied")} ORDER BY ${id("rowid")}`);
    const { position } = reading;
    return {
      probed,
      reading,
      columns,
      rows: found.map((row) => columns.map((name) => row[name] ?? null)),
      positions: found.map((row, index) => (position.kind === "ordinal" ? position.first + index : Number(row["_pos"]))),
    };
  }

  /** Writes a file and reads it. */
  async readText(
    path: string,
    content: string | Uint8Array,
    source: Partial<CaptureSource> = {},
    limits: Partial<SourceLimits> = {},
  ): Promise<Result> {
    await this.write(path, content);
    return this.read(path, source, limits);
  }

  /** The problems with which it is refused. */
  async refused(path: string, source: Partial<CaptureSource> = {}, limits: Partial<SourceLimits> = {}): Promise<Problem> {
    const cause: unknown = await this.read(path, source, limits).catch((thrown: unknown) => thrown);
    expect(cause).toBeInstanceOf(InputError);
    const [problem] = (cause as InputError).problems;
    if (problem === undefined) throw new Error("no problem in an InputError");
    return problem;
  }
}

export function sourceOf(path: string, source: Partial<CaptureSource> = {}): CaptureSource {
  return {
    path,
    format: undefined,
    encoding: undefined,
    delimiter: undefined,
    headerRow: undefined,
    sheet: undefined,
    records: undefined,
    capturedAt: undefined,
    line: 12,
    ...source,
  };
}
