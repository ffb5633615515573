import type { WorkbookComment } from "../../model/index.ts";
import { instantOf } from "./properties.ts";
import type { Relation } from "./relations.ts";
import { cornerOf } from "./spans.ts";
import { unescapeXstring } from "./text-scratch.ts";
import { readXml } from "./xml-part.ts";
import type { ZipArchive } from "./zip.ts";

/** Names of persons, by the ids that threaded comments have for them. */
export type Persons = ReadonlyMap<string, string>;

export async function readPersons(zip: ZipArchive, file: string, relations: readonly Relation[]): Promise<Persons> {
  const persons = new Map<string, string>();
  for (const { type, target } of relations) {
    if (type !== "person" || !zip.has(target)) continue;
    await readXml(zip, file, target, {
      open: (name, attributes) => {
        if (name === "person") persons.set((attributes.get("id") ?? "").toUpperCase(), attributes.get("displayName") ?? "");
      },
    });
  }
  return persons;
}

/** Notes and threads of a sheet, by their cells; `relations` are the sheet's. */
export async function readComments(
  zip: ZipArchive,
  file: string,
  relations: readonly Relation[],
  persons: Persons,
): Promise<readonly WorkbookComment[]> {
  const notes: WorkbookComment[] = [];
  const threads: WorkbookComment[] = [];
  for (const { type, target } of relations) {
    if (!zip.has(target)) continue;
    if (type === "comments") notes.push(...(await readNotes(zip, file, target)));
    else if (type === "threadedComment") threads.push(...(await readThreads(zip, file, target, persons)));
  }
  // A thread has a note as its stand-in, for programs that do not know threads.
  const threaded = new Set(threads.map(({ row, column }) => `${row} ${column}`));
  const all = [...notes.filter(({ row, column }) => !threaded.has(`${row} ${column}`)), ...threads];
  return all
    .map((comment, index) => ({ comment, index }))
    .sort((a, b) => a.comment.row - b.comment.row || a.comment.column - b.comment.column || a.index - b.index)
    .map(({ comment }) => comment);
}

async function readNotes(zip: ZipArchive, file: string, part: string): Promise<WorkbookComment[]> {
  const authors: string[] = [];
  const notes: { place: string; author: number; text: string }[] = [];
  let inside: "author" | "text" | undefined;
  let phonetic = false;
  await readXml(zip, file, part, {
    open: (name, attributes) => {
      if (name === "author") authors.push("");
      else if (name === "comment")
        notes.push({ place: attributes.get("ref") ?? "", author: Number(attributes.get("authorId") ?? "-1"), text: "" });
      else if (name === "rPh") phonetic = true;
      inside = name === "author" ? "author" : name === "t" && !phonetic ? "text" : undefined;
    },
    text: (text) => {
      const last = notes.at(-1);
      if (inside === "author") authors[authors.length - 1] += text;
      else if (inside === "text" && last !== undefined) last.text += text;
    },
    close: (name) => {
      if (name === "rPh") phonetic = false;
      inside = undefined;
    },
  });
  return notes.flatMap(({ place, author, text }) => {
    const corner = placed(place);
    const by = authors[author];
    const known = by === undefined || by === "" ? undefined : by;
    return corner === undefined ? [] : [{ ...corner, text: unescapeXstring(text), author: known, at: undefined, reply: false }];
  });
}

interface Thread {
  readonly id: string;
  readonly parent: string | undefined;
  readonly place: string;
  readonly person: string;
  readonly at: string | undefined;
  text: string;
}

async function readThreads(zip: ZipArchive, file: string, part: string, persons: Persons): Promise<WorkbookComment[]> {
  const found: Thread[] = [];
  let inText = false;
  await readXml(zip, file, part, {
    open: (name, attributes) => {
      if (name === "threadedComment") {
        found.push({
          id: attributes.get("id") ?? "",
          parent: attributes.get("parentId"),
          place: attributes.get("ref") ?? "",
          person: (attributes.get("personId") ?? "").toUpperCase(),
          at: instantOf(attributes.get("dT")),
          text: "",
        });
      }
      inText = name === "text";
    },
    text: (text) => {
      const last = found.at(-1);
      if (inText && last !== undefined) last.text += text;
    },
    close: () => {
      inText = false;
    },
  });
  const answers = (thread: Thread): Thread[] =>
    found.filter(({ parent }) => parent === thread.id).sort((a, b) => ((a.at ?? "") < (b.at ?? "") ? -1 : 1));
  const first = found.filter(({ parent }) => parent === undefined || !found.some(({ id }) => id === parent));
  return first.flatMap((thread) =>
    [thread, ...answers(thread)].flatMap((comment) => {
      // An answer stands where its thread does.
      const corner = placed(comment.place) ?? placed(thread.place);
      if (corner === undefined) return [];
      const author = persons.get(comment.person);
      return [{ ...corner, text: comment.text, author, at: comment.at, reply: comment !== thread }];
    }),
  );
}

function placed(place: string): { readonly row: number; readonly column: number } | undefined {
  const corner = cornerOf(place);
  return corner?.row === undefined || corner.column === undefined ? undefined : { row: corner.row, column: corner.column };
}
