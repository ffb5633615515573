import { randomUUID } from "node:crypto";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { id, join as joinSql, sql, type Sql } from "../sql/index.ts";
import { ScratchFile } from "./scratch-file.ts";

const bufferBytes = 1 << 20;
const special = /["\n\r\ue010]/;

/** A clean UTF-8 copy of rows with their place, which the engine reads in order and without guessing. */
export class ScratchTable {
  readonly #file: ScratchFile;
  #buffer: Buffer = Buffer.alloc(0);
  #filled = 0;
  #full: Buffer[] = [];
  #longest = 0;
  /** Columns that hold line ends. */
  readonly #escaped = new Set<number>();

  private constructor(file: ScratchFile) {
    this.#file = file;
  }

  static async create(directory: string): Promise<ScratchTable> {
    return new ScratchTable(await ScratchFile.create(join(directory, `${randomUUID()}.csv`)));
  }

  add(position: number, cells: readonly (string | null)[]): void {
    let line = String(position);
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i] ?? null;
      if (cell === null) line += ",";
      else if (!special.test(cell)) line += `,"${cell}"`;
      else {
        const quoted = cell.replaceAll('"', '""');
        const escaped = escape(quoted);
        line += `,"${escaped}"`;
        if (escaped !== quoted) this.#escaped.add(i);
      }
    }
    line += "\n";
    // In UTF-8 a UTF-16 unit takes at most three bytes.
    const most = line.length * 3;
    if (most > this.#longest) this.#longest = most;
    if (this.#filled + most > this.#buffer.length) this.#turn(most);
    // At once, so that the row's many small strings need not outlive it.
    this.#filled += this.#buffer.write(line, this.#filled);
  }

  #turn(room: number): void {
    if (this.#filled > 0) this.#full.push(this.#buffer.subarray(0, this.#filled));
    this.#buffer = Buffer.allocUnsafe(Math.max(bufferBytes, room));
    this.#filled = 0;
  }

  /** To be awaited now and then, so that rows do not pile up. */
  async drain(): Promise<void> {
    const full = this.#full;
    this.#full = [];
    await this.#file.write(full);
  }

  async finish(): Promise<void> {
    this.#turn(0);
    await this.drain();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {});
  }

  /** The rows, `_pos` last. */
  relation(columns: readonly string[]): Sql {
    const position = sql`CAST(${id("c0")} AS BIGINT) AS ${id("_pos")}`;
    const selected = columns.map((name, index) => {
      const value = id(`c${index + 1}`);
      return sql`${this.#escaped.has(index) ? unescape(value) : value} AS ${id(name)}`;
    });
    const from = readCsv(this.#file.path, {
      columns: columns.length + 1,
      delimiter: ",",
      skip: 0,
      lineEnd: "lf",
      longestLine: this.#longest,
      parallel: true,
    });
    return sql`(SELECT ${joinSql([...selected, position])} FROM ${from})`;
  }
}

/** A row is one line, whatever its cells hold, so that the engine may start reading anywhere. */
function escape(text: string): string {
  if (!/[\n\r\ue010]/.test(text)) return text;
  return text.replaceAll("\ue010", "\ue010d").replaceAll("\n", "\ue010n").replaceAll("\r", "\ue010r");
}

function unescape(value: Sql): Sql {
  const feed = sql`replace(${value}, ${"\ue010n"}, ${"\n"})`;
  return sql`replace(replace(${feed}, ${"\ue010r"}, ${"\r"}), ${"\ue010d"}, ${"\ue010"})`;
}

export interface CsvReadOptions {
  readonly columns: number;
  readonly delimiter: string;
  readonly skip: number;
  readonly lineEnd: "lf" | "crlf" | "cr";
  /** In bytes. */
  readonly longestLine: number;
  readonly parallel: boolean;
  /** Are quotes plain text? */
  readonly noQuotes?: boolean;
}

/** Said always: the engine guesses it even when told not to guess, and is led astray by line ends in quotes. */
const lineEnds = { lf: "\\n", crlf: "\\r\\n", cr: "\\r" };

/** A call of the engine's CSV reader that leaves nothing to guess. Columns are called c0, c1 … */
export function readCsv(path: string, options: CsvReadOptions): Sql {
  const columns = Array.from({ length: options.columns }, (_, index) => sql`${id(`c${index}`)}: 'VARCHAR'`);
  const quote = options.noQuotes === true ? sql`quote = '', escape = ''` : sql`quote = '"', escape = '"'`;
  const nulls = options.noQuotes === true ? sql`nullstr = ${"\u0002"}` : sql`nullstr = '', allow_quoted_nulls = false`;
  const lineEnd = sql`, new_line = ${lineEnds[options.lineEnd]}`;
  const big = options.longestLine > 1_000_000;
  const longest = big ? sql`, max_line_size = ${options.longestLine * 2}, buffer_size = ${options.longestLine * 4}` : sql``;
  return sql`read_csv(${path}, auto_detect = false, header = false, skip = ${options.skip}, delim = ${options.delimiter}, ${quote}, ${nulls}${lineEnd}${longest}, parallel = ${options.parallel && !big}, compression = 'none', columns = {${joinSql(columns)}})`;
}

/** The engine takes a path for a pattern; a file whose name looks like one is read by a link with a plain name. */
export async function enginePath(absolute: string, scratch: string): Promise<string> {
  if (!/[*?[\]{}]/.test(absolute)) return absolute;
  const link = join(scratch, randomUUID());
  await symlink(absolute, link);
  return link;
}
