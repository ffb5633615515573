import { InputError, type Problem } from "../../model/index.ts";

function refusal(problem: Problem, cause?: unknown): InputError {
  return new InputError([problem], cause === undefined ? undefined : { cause });
}

/** A password is needed to read it. */
export function protectedWorkbook(file: string, cause?: unknown): InputError {
  const message = "This workbook is protected by a password.";
  return refusal({ code: "protected-workbook", message, at: { file }, hint: "Save a copy without a password." }, cause);
}

/** Its bytes are not what they should be; `found` says what is wrong. */
export function damagedWorkbook(file: string, found: string, cause?: unknown): InputError {
  const message = "This workbook is damaged or cut off.";
  return refusal(
    { code: "damaged-workbook", message, at: { file }, found: found.slice(0, 200), hint: "Copy or download it again." },
    cause,
  );
}

/** It holds what no program writes and what harms a reader. */
export function unsafeWorkbook(file: string, found: string): InputError {
  const message = "This workbook holds something that no spreadsheet program writes; it is refused.";
  return refusal({
    code: "unsafe-workbook",
    message,
    at: { file },
    found: found.slice(0, 200),
    hint: "Save it again with a spreadsheet program.",
  });
}

/** It unpacks to more than it may. */
export function workbookBomb(file: string, found: string, expected: string): InputError {
  const message = "This workbook unpacks to more than is safe to load; it is refused as a decompression bomb.";
  return refusal({ code: "decompression-limit", message, at: { file }, found, expected, hint: "Export large tables as CSV." });
}

/** Its format is read whole, and it is too large for that. */
export function tooLargeWorkbook(file: string, found: number, most: number): InputError {
  const message = "This workbook is too large for its format, which is loaded whole.";
  const expected = `at most ${most} bytes`;
  return refusal({
    code: "workbook-too-large",
    message,
    at: { file },
    found: `${found} bytes`,
    expected,
    hint: "Save it as .xlsx, or export it as CSV.",
  });
}
