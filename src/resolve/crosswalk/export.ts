import { open, rename, rm, stat } from "node:fs/promises";
import type { Engine } from "../../engines/engine.ts";
import { RunError, type Crosswalk, type Identity, type LinkReason, type RecordSet } from "../../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../../sql/index.ts";
import { asRunError, codeOf, flush } from "../disk.ts";
import { fieldsAsText, setOf, unionOf } from "./member-values.ts";
import { reasonInWords } from "./reason-words.ts";

const COLUMNS = ["entity", "dataset", "system", "key", "name", "confidence", "method", "reason"] as const;

export interface ExportRequest {
  readonly crosswalk: Crosswalk;
  readonly identity: Identity;
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** System id → title. */
  readonly systems: ReadonlyMap<string, string>;
  /** Why a link with this pattern was accepted; undefined: the reason says the method only. */
  readonly explain?: ((pattern: number) => readonly LinkReason[]) | undefined;
  /** The file to be written, absolute; an earlier export is replaced. */
  readonly file: string;
}

/**
 * Writes the crosswalk for the business: one row a record, records of one entity
 * together, with a reason in words. No cell can act as a formula when a
 * spreadsheet opens it. Method and reason are those of the record's surest link;
 * evidence is never told to be certain.
 *
 * @returns the number of records
 * @throws RunError `not-a-crosswalk` when another file stands there; `no-permission`, `disk-full`, `no-directory`
 */
export async function exportCrosswalk(engine: Engine, request: ExportRequest): Promise<number> {
  const { crosswalk, file } = request;
  const partial = `${file}.partial`;
  const words = `${crosswalk.links} words`;
  try {
    await checkExport(file);
    await storeWords(engine, request, words);
    const cells = COLUMNS.map((column) => sql`${cell(column, engine.dialect)} AS ${id(column)}`);
    // Every column orders: rows of one key must not stand as the engine likes.
    const order = join(COLUMNS.map((column) => sql`x.${id(column)}`));
    await engine.runInline(
      sql`COPY (SELECT ${join(cells)} FROM (${exportedRows(request, words)}) AS x ORDER BY ${order}) TO ${partial} (FORMAT csv, HEADER true)`,
    );
    await flush(partial);
    await rename(partial, file);
    const [row] = await engine.rows<{ records: string }>(sql`SELECT count(*) AS records FROM ${id(crosswalk.entities)}`);
    return Number(row?.records ?? 0);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    if (codeOf(error) === "ENOENT" || (error instanceof RunError && /No such file or directory/.test(error.message))) {
      throw new RunError("no-directory", `${file} cannot be written: its directory does not exist.`, { cause: error });
    }
    throw asRunError(error, file);
  } finally {
    await engine.runInline(sql`DROP TABLE IF EXISTS ${id(words)}`);
  }
}

/**
 * May a crosswalk be written here? What stands there and is none is somebody's file.
 *
 * @throws RunError `not-a-crosswalk`
 */
export async function checkExport(file: string): Promise<void> {
  const refuse = (): never => {
    throw new RunError("not-a-crosswalk", `${file} is there already, and is no exported crosswalk.`, {
      hint: "Name another file with --export.",
    });
  };
  try {
    const status = await stat(file).catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return undefined;
      throw error;
    });
    if (status === undefined) return;
    if (!status.isFile()) refuse();
    const handle = await open(file, "r");
    try {
      const header = `${COLUMNS.join(",")}\n`;
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(header.length), 0, header.length, 0);
      if (buffer.toString("utf8", 0, bytesRead) !== header) refuse();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw asRunError(error, file);
  }
}

async function storeWords(engine: Engine, { crosswalk, explain }: ExportRequest, words: string): Promise<void> {
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(words)} (pattern BIGINT, words VARCHAR)`);
  if (explain === undefined) return;
  const patterns = await engine.rows<{ pattern: string }>(
    sql`SELECT DISTINCT CAST(pattern AS BIGINT) AS pattern FROM ${id(crosswalk.links)} WHERE status = 'accepted' AND pattern IS NOT NULL ORDER BY pattern`,
  );
  for (let from = 0; from < patterns.length; from += 2000) {
    const rows = patterns
      .slice(from, from + 2000)
      .map(({ pattern }) => sql`(${Number(pattern)}, ${reasonInWords(explain(Number(pattern)))})`);
    await engine.runInline(sql`INSERT INTO ${id(words)} VALUES ${join(rows)}`);
  }
}

function exportedRows({ crosswalk, identity, sets, systems }: ExportRequest, words: string): Sql {
  const names = identity.members.map(({ dataset, fields }) => {
    const set = setOf(sets, dataset);
    const system = systems.get(set.dataset.system) ?? set.dataset.system;
    return sql`SELECT ${dataset} AS dataset, s._row AS row, ${system} AS system, ${nameOf(identity, set, fields)} AS name FROM ${id(set.relation)} AS s`;
  });
  const titles = identity.members.map(({ dataset }) => {
    const { system } = setOf(sets, dataset).dataset;
    return sql`(${dataset}, ${systems.get(system) ?? system})`;
  });
  // Each accepted link seen from both its ends.
  const half = (own: "from" | "to", other: "from" | "to"): Sql =>
    sql`SELECT ${id(`${own}_dataset`)} AS dataset, ${id(`${own}_row`)} AS row, ${id(`${other}_dataset`)} AS with_dataset, ${id(`${other}_key`)} AS with_key, status, method, confidence, weight, pattern FROM ${id(crosswalk.links)} AS l`;
  const rank = sql`CASE method WHEN 'decision' THEN 0 WHEN 'key' THEN 1 ELSE 2 END`;
  return sql`WITH halves AS (${half("from", "to")} UNION ALL ${half("to", "from")}),
best AS (SELECT * FROM (
  SELECT *, row_number() OVER (PARTITION BY dataset, row ORDER BY confidence DESC, ${rank}, weight DESC, with_dataset, with_key, pattern) AS place
  FROM halves WHERE status = 'accepted') AS r WHERE place = 1),
waiting AS (SELECT dataset, row, count(*) AS pairs FROM halves WHERE status = 'review' GROUP BY dataset, row)
SELECT e.entity AS entity, e.dataset AS dataset, n.system AS system, e.key AS key, n.name AS name,
  CAST(CAST(CASE WHEN b.method = 'evidence' THEN least(e.confidence, 0.9999) ELSE e.confidence END AS DECIMAL(5, 4)) AS VARCHAR) AS confidence, coalesce(b.method, 'alone') AS method,
  CASE
    WHEN b.method = 'decision' THEN 'a person decided that it is one with ' || t.title || ' ' || coalesce(b.with_key, 'without key')
    WHEN b.method = 'key' THEN 'the declared key is that of ' || t.title || ' ' || coalesce(b.with_key, 'without key')
    WHEN b.method IS NOT NULL THEN 'like ' || t.title || ' ' || coalesce(b.with_key, 'without key') || coalesce(' – ' || nullif(w.words, ''), '')
    WHEN q.pairs = 1 THEN '1 possible counterpart waits for review'
    WHEN q.pairs IS NOT NULL THEN CAST(q.pairs AS VARCHAR) || ' possible counterparts wait for review'
    ELSE 'no other record was found to be the same'
  END AS reason
FROM ${id(crosswalk.entities)} AS e
JOIN (${unionOf(names)}) AS n ON n.dataset = e.dataset AND n.row = e.row
LEFT JOIN best AS b ON b.dataset = e.dataset AND b.row = e.row
LEFT JOIN waiting AS q ON q.dataset = e.dataset AND q.row = e.row
LEFT JOIN (VALUES ${join(titles)}) AS t (dataset, title) ON t.dataset = b.with_dataset
LEFT JOIN ${id(words)} AS w ON w.pattern = b.pattern`;
}

/** What a person calls the record: its name, or first and last name, or else what it says first. */
function nameOf(identity: Identity, set: RecordSet, fields: Readonly<Record<string, readonly string[]>>): Sql {
  const of = (role: string): readonly string[] =>
    identity.attributes.filter((own) => own.role === role).flatMap(({ name }) => fields[name] ?? []);
  const whole = of("name");
  const parts = [...of("first-name"), ...of("last-name")];
  const others = identity.attributes.map(({ name }) => fields[name] ?? []);
  const texts = [whole, parts, ...others].filter((chosen) => chosen.length > 0).map((chosen) => fieldsAsText(set, chosen, "s"));
  return texts.length === 0 ? sql`CAST(NULL AS VARCHAR)` : sql`coalesce(${join(texts)})`;
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms included. */
const FORMULA = "^[=+\\-@\\t\\r\\n\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]";

function cell(column: (typeof COLUMNS)[number], dialect: Dialect): Sql {
  const value = sql`x.${id(column)}`;
  return sql`CASE WHEN ${dialect.matches(value, FORMULA)} THEN ${"'"} || ${value} ELSE ${value} END`;
}
