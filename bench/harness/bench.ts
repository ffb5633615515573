/** What every benchmark is given. */
export interface BenchRun {
  /** Runs of each contender: at least 5 unless the caller asked for fewer. */
  readonly repeats: number;
  /** Options of the benchmark's own, `--sizes 10k,100k`. */
  readonly options: ReadonlyMap<string, string>;
  /** One result. */
  emit(result: BenchResult): void;
  /** What is going on, for a person who waits. */
  say(text: string): void;
}

export type Bench = (run: BenchRun) => Promise<void>;

/** One line of `--json`; a contender that is absent has a note and no figures. */
export interface BenchResult {
  readonly bench: string;
  readonly contender: string;
  readonly dataset?: string;
  readonly operation?: string;
  readonly kind?: string;
  readonly seconds?: number;
  readonly cpu_seconds?: number;
  readonly peak_rss_mb?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
  readonly b3?: number;
  readonly cause?: number;
  readonly note?: string;
}
