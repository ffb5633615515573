import type { ProblemList } from "./problem-list.ts";
import type { Envelope, SourceReading } from "./reading.ts";

/** What the reader of one format gives; the rest of a SourceReading is known from the probe. */
export interface FileReading extends Pick<SourceReading, "relation" | "position" | "columns"> {
  readonly problems?: ProblemList;
  readonly notes?: readonly string[];
  readonly envelope?: Envelope;
  /** Workbooks: what was found while reading. */
  readonly sheet?: string;
  readonly headerRow?: number;
}
