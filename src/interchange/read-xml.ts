import type { Engine } from "../engines/engine.ts";
import type { RawLog } from "./raw.ts";
import { OcelXmlWatcher } from "./read-ocel-xml.ts";
import { XesWatcher } from "./read-xes.ts";
import { loadTape, tapeLog } from "./tape.ts";
import { xmlRows } from "./xml-stream.ts";

/**
 * XES 1.0 and 2.0 from pieces of UTF-8.
 *
 * @throws InputError `not-xes`, `malformed-xml`, `xml-doctype` …
 */
export async function readXes(engine: Engine, file: string, pieces: AsyncIterable<Buffer>, prefix: string): Promise<RawLog> {
  const tape = `${prefix} tape`;
  await loadTape(engine, tape, xmlRows(file, pieces, new XesWatcher(file)));
  return { ...tapeLog(tape), objectsByNumber: true, identified: false, cases: true, ordered: true, notes: [] };
}

/**
 * OCEL 2.0 XML from pieces of UTF-8.
 *
 * @throws InputError `not-ocel-xml`, `malformed-xml`, `xml-doctype` …
 */
export async function readOcelXml(engine: Engine, file: string, pieces: AsyncIterable<Buffer>, prefix: string): Promise<RawLog> {
  const tape = `${prefix} tape`;
  await loadTape(engine, tape, xmlRows(file, pieces, new OcelXmlWatcher(file)));
  return { ...tapeLog(tape), objectsByNumber: false, identified: true, cases: false, ordered: false, notes: [] };
}
