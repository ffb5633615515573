import { InputError, type CaptureManifest, type CaptureSource } from "../model/index.ts";
import type { Reading } from "./reading.ts";

type CapturedAt = Pick<CaptureManifest, "capturedAt" | "capturedAtFrom"> & { readonly notes: readonly string[] };

/**
 * When the source said what it says. Several files of one capture speak of the
 * latest time among them: the months of an export are no older than its last.
 *
 * @throws InputError `no-envelope-time`, `unreadable-time`
 */
export function capturedAt(
  source: CaptureSource,
  estateFile: string,
  readings: readonly Reading[],
  fileTimes: readonly string[],
): CapturedAt {
  const at = { file: estateFile, line: source.line };
  const declared = source.capturedAt;
  if (declared === undefined)
    return { capturedAt: latest(fileTimes.map((time) => iso(time) ?? time)), capturedAtFrom: "file-time", notes: [] };
  if (!declared.startsWith("$")) {
    const time = iso(declared);
    if (time === undefined) throw new InputError([{ ...unreadable, at, found: declared }]);
    return { capturedAt: time, capturedAtFrom: "declared", notes: [] };
  }
  const notes: string[] = [];
  const times = readings.map(({ file, envelope }) => {
    if (envelope.time === undefined) {
      throw new InputError([
        {
          code: "no-envelope-time",
          message: `${file.path} holds no time at ${declared}.`,
          at,
          expected: "a path from the top of the document to its time, such as $.time",
          hint: "State the time itself: capturedAt: 2026-10-01T06:00:00-04:00.",
        },
      ]);
    }
    const time = iso(envelope.time);
    if (time === undefined) throw new InputError([{ ...unreadable, at: { file: file.path }, found: `${declared}: ${envelope.time}` }]);
    if (!hasZone(envelope.time)) notes.push(`${file.path}: the time ${envelope.time} of the envelope carries no zone and was read as UTC.`);
    return time;
  });
  return { capturedAt: latest(times), capturedAtFrom: "envelope", notes };
}

const unreadable = {
  code: "unreadable-time",
  message: "This is no time that can be read.",
  expected: "a time with its zone, such as 2026-10-01T06:00:00-04:00",
} as const;

/** UTC ISO 8601 of an instant, an ISO text or epoch seconds or milliseconds. */
function iso(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^\d{10}$/.test(trimmed)) return new Date(Number(trimmed) * 1000).toISOString();
  if (/^\d{13}$/.test(trimmed)) return new Date(Number(trimmed)).toISOString();
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?/.test(trimmed)) return undefined;
  // JavaScript reads a time without zone in the machine's own, and +0000 not at all.
  const zoned = hasZone(trimmed) ? trimmed.replace(/([+-]\d{2})(\d{2})$/, "$1:$2") : trimmed.length === 10 ? trimmed : `${trimmed}Z`;
  const date = new Date(zoned.replace(" ", "T"));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function hasZone(text: string): boolean {
  return /(Z|[+-]\d{2}:?\d{2})$/i.test(text.trim().slice(10)) || /^\d{10,13}$/.test(text.trim());
}

function latest(times: readonly string[]): string {
  return [...times].sort().at(-1) ?? new Date(0).toISOString();
}
