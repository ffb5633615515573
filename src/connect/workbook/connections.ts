import type { WorkbookConnection } from "../../model/index.ts";
import type { Relation } from "./relations.ts";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

const kinds: Readonly<Record<string, string>> = {
  1: "ODBC",
  2: "DAO",
  3: "file",
  4: "web",
  5: "OLE DB",
  6: "text",
  7: "ADO",
  8: "DSP",
  100: "data model",
  101: "worksheet",
  102: "data feed",
};

/** Connections of a workbook, without what is secret in them. */
export async function readConnections(
  zip: ZipArchive,
  file: string,
  relations: readonly Relation[],
): Promise<readonly WorkbookConnection[]> {
  const connections: { name: string; kind: string; target: string | undefined; command: string | undefined }[] = [];
  for (const { type, target } of relations) {
    if (type !== "connections" || !zip.has(target)) continue;
    await readXml(zip, file, target, {
      open: (name, attributes) => {
        if (name === "connection") {
          const kind = attributes.get("type") ?? "";
          const odc = secretless(attributes.get("sourceFile") ?? attributes.get("odcFile"));
          connections.push({
            name: attributes.get("name") ?? "",
            kind: kinds[kind] ?? (kind === "" ? "unknown" : kind),
            target: odc,
            command: undefined,
          });
          return;
        }
        const last = connections.at(-1);
        if (last === undefined) return;
        if (name === "dbPr") {
          last.target = secretless(attributes.get("connection")) ?? last.target;
          last.command = secretless(attributes.get("command"));
        } else if (name === "webPr") last.target = secretless(attributes.get("url")) ?? last.target;
        else if (name === "textPr") last.target = secretless(attributes.get("sourceFile")) ?? last.target;
        else if (name === "rangePr") last.target = attributes.get("sourceName") ?? last.target;
      },
    });
  }
  return connections;
}

const secrets =
  "password|pwd|passwd|secret|client_secret|access[ _-]?token|token|api[ _-]?key|apikey|account[ _-]?key|shared[ _-]?access[ _-]?key|sig|signature";

/** Without passwords, keys and tokens: of connection strings, addresses, and texts in which such stand. */
export function secretless(text: string): string;
export function secretless(text: string | undefined): string | undefined;
export function secretless(text: string | undefined): string | undefined {
  return text
    ?.replace(/([a-z][a-z0-9+.-]*:\/\/[^/\s:@"']*):[^/\s@"']*@/gi, "$1@")
    .replace(
      new RegExp(
        `((?:^|[;?&,\\s\\["'])(?:[a-z]+[ _:.-])*(?:${secrets})"?\\s*=\\s*)("(?:[^"]|"")*"|'[^']*'|\\{[^}]*\\}|[^;&"'\\]\\s]*)`,
        "gi",
      ),
      "$1***",
    );
}
