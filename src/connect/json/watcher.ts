/** Where the bytes of a value go. */
export type Target = "nowhere" | "record" | "text";

/** Is told what goes by. `depth` counts the lists and objects that are open around it. */
export interface ScanWatcher {
  /** A value begins with this byte, outside of a record. */
  begin(first: number, depth: number): Target;
  /** A list or object closed, outside of a record. */
  close(depth: number): void;
  key(name: string, depth: number): void;
  /** The text of a scalar that was asked for; a string without its quotes. */
  text(value: string, depth: number): void;
  /** Bytes of a record, compact; they are valid only during the call. */
  write(bytes: Uint8Array): void;
  /** A record is complete. */
  recordEnd(): void;
}

/** What is wrong with a JSON text, and where. */
export class JsonFault extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}
