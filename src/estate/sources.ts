import type { CaptureSource } from "../model/index.ts";
import { utcInstant } from "./calendar.ts";
import { pathKey, type Path } from "./place.ts";
import type { Scope } from "./fields.ts";
import type { DatasetSpec, SourceSpec } from "./schema.ts";

/** The captures of a dataset, and which of them is used. */
export function resolveSources(spec: DatasetSpec, path: Path, scope: Scope): { captures: CaptureSource[]; use: string } {
  const { problems } = scope;
  const id = `${String(path[1])}.${String(path[3])}`;
  const listed = spec.captures ?? [];
  const captures = listed.map((source, index) => resolveSource(source, [...path, "captures", index], scope));
  if (spec.source !== undefined) captures.unshift(resolveSource(spec.source, [...path, "source"], scope));
  if (spec.source !== undefined && spec.captures !== undefined) {
    problems.add(
      [...path, "captures"],
      {
        code: "source-and-captures",
        message: `The dataset \`${id}\` has source and captures at once.`,
        hint: "Move the source into captures.",
      },
      "key",
    );
  }
  if (captures.length === 0 && !scope.broken.has(pathKey(path))) {
    problems.add(
      path,
      { code: "no-source", message: `The dataset \`${id}\` does not say where its records are.`, expected: "source, or captures" },
      "key",
    );
  }
  return { captures, use: resolveUse(spec.use, captures, [...path, "use"], scope) };
}

function resolveSource(spec: SourceSpec, path: Path, scope: Scope): CaptureSource {
  const written = typeof spec === "string" ? { path: spec } : spec;
  const place = typeof spec === "string" ? path : [...path, "path"];
  checkPath(written.path, "A source", place, scope);
  return {
    path: written.path,
    format: written.format,
    encoding: written.encoding,
    delimiter: written.delimiter,
    headerRow: written.headerRow,
    sheet: written.sheet,
    records: written.records,
    capturedAt: resolveCapturedAt(written.capturedAt, [...path, "capturedAt"], scope),
    line: scope.locate(path).line ?? 1,
  };
}

/** Refuses a path that leads out of the estate's directory. */
export function checkPath(written: string, what: string, path: Path, { problems }: Scope): void {
  const absolute = /^([\\/]|[A-Za-z]:)/.test(written);
  // Braces and commas part the choices of a glob, each of which is a path.
  const climbs = written.split(/[\\/{},]/).includes("..");
  if (!absolute && !climbs) return;
  problems.add(path, {
    code: "path-escapes",
    message: absolute ? `${what} is named relative to the estate's directory.` : `${what} must lie below the estate's directory.`,
    found: written,
    expected: "a path such as exports/jobs.csv",
    hint: absolute
      ? "Put the file below the estate's directory, and name it from there."
      : "Move the estate file up, or the other one down.",
  });
}

function resolveCapturedAt(written: string | undefined, path: Path, { problems }: Scope): string | undefined {
  if (written === undefined || written.startsWith("$.")) return written;
  const instant = utcInstant(written);
  if (instant === undefined)
    problems.add(path, badInstant(written, "a time with its zone (2026-10-01T06:00:00-04:00), or a path such as $.time"));
  return instant;
}

export function badInstant(found: string, expected = "a time with its zone: 2026-10-01T06:00:00-04:00") {
  return { code: "bad-instant", message: `\`${found}\` is no exact time.`, found, expected };
}

function resolveUse(written: string | undefined, captures: readonly CaptureSource[], path: Path, { problems }: Scope): string {
  if (written === undefined || written === "latest") return "latest";
  const instant = utcInstant(written);
  if (instant === undefined) {
    problems.add(path, badInstant(written, "latest, or the time of one of the captures"));
    return "latest";
  }
  const times = captures.map((capture) => capture.capturedAt);
  // A time that stands in the file itself is not known yet.
  const allKnown = times.every((time) => time !== undefined && !time.startsWith("$."));
  if (allKnown && !times.includes(instant)) {
    problems.unknown(
      path,
      "unknown-capture",
      `No capture is of the time ${written}.`,
      written,
      times.filter((time) => time !== undefined),
    );
  }
  return instant;
}
