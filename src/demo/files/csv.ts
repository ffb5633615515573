import { TextFile, type Encode, type Sink } from "./sink.ts";

export interface CsvOptions {
  readonly encode?: Encode;
  readonly gzip?: boolean;
  /** A byte order mark in front. */
  readonly mark?: boolean;
  /** Lines above the header. */
  readonly preamble?: readonly string[];
  /** CRLF unless told otherwise, as spreadsheets write it. */
  readonly newline?: "\n" | "\r\n";
}

/** Records of a CSV: each is a finished line without its end. */
export class CsvSink implements Sink {
  readonly #file: TextFile;
  readonly #newline: string;

  private constructor(file: TextFile, newline: string) {
    this.#file = file;
    this.#newline = newline;
  }

  static async create(path: string, header: readonly string[], options: CsvOptions = {}): Promise<CsvSink> {
    const sink = new CsvSink(await TextFile.create(path, options), options.newline ?? "\r\n");
    if (options.mark === true) sink.#file.add("\uFEFF");
    for (const line of options.preamble ?? []) sink.add(line);
    sink.add(csvLine(header));
    return sink;
  }

  add(record: string): void {
    this.#file.add(record);
    this.#file.add(this.#newline);
  }

  async drain(): Promise<void> {
    if (this.#file.full) await this.#file.flush();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.abandon();
  }
}

export function csvLine(values: readonly string[]): string {
  return values.map(csvValue).join(",");
}

function csvValue(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
