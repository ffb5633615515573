import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { InputError, type Estate } from "../model/index.ts";
import { findEstateFile, readEstateText } from "./estate-file.ts";
import { resolveEstate } from "./resolve.ts";
import { parseYaml } from "./yaml-text.ts";

/**
 * Reads and resolves an estate.
 *
 * `path` is a directory that holds one `tieout.yaml` or `tieout.yml`, or the file
 * itself. A JavaScript module (`.mjs`, `.js`) whose default export is an estate is
 * run only when it is named: code is never run because it was found.
 * @throws InputError with every problem and its place; RunError when the file may not be read
 */
export async function loadEstate(path: string): Promise<Estate> {
  const file = await findEstateFile(path);
  const absolute = resolve(file);
  const context = { file: absolute, directory: dirname(absolute) };
  if (/\.(mjs|js)$/.test(file)) {
    const spec = await importSpec(file, absolute);
    return resolveEstate(spec, { ...context, locate: () => ({ file }) });
  }
  const { spec, locate } = parseYaml(await readEstateText(file), file);
  return resolveEstate(spec, { ...context, locate });
}

async function importSpec(file: string, absolute: string): Promise<unknown> {
  let module: Readonly<Record<string, unknown>>;
  try {
    module = (await import(pathToFileURL(absolute).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new InputError([{ code: "estate-module-failed", message: `This module could not be run: ${reason}`, at: { file } }], { cause });
  }
  if (module["default"] === undefined) {
    throw new InputError([
      {
        code: "no-default-export",
        message: "This module exports no estate.",
        at: { file },
        expected: "export default defineEstate({ … })",
      },
    ]);
  }
  return module["default"];
}
