import { appendFile, mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { AuditAnchor } from "./store.ts";

/**
 * Keeps hashes of the audit chain in a text file, a line each: number, then hash.
 * Lines are only ever added; a line that was cut off by a kill is left out.
 */
export function anchorFile(file: string): AuditAnchor {
  return {
    keep: async ({ seq, hash }) => {
      await mkdir(path.dirname(file), { recursive: true });
      await appendFile(file, `${seq} ${hash}\n`);
    },
    kept: async () => {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      return text.split("\n").flatMap((line) => {
        const [, seq, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
        return seq === undefined || hash === undefined ? [] : [{ seq: Number(seq), hash }];
      });
    },
  };
}
