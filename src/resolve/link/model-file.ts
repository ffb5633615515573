import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import type { Engine } from "../../engines/engine.ts";
import { InputError } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { asRunError, codeOf, writeWhole } from "../disk.ts";
import type { Prepared } from "../comparison.ts";
import type { FrozenModel } from "./frozen.ts";
import type { Linkage } from "./linkage.ts";
import { levelLabels } from "./vectors.ts";

/*
 * A frozen model as files that can be kept under version control: the chances as
 * JSON, and beside it the counts and blocks as Parquet, named by their content, so
 * that a JSON never meets the counts of another.
 */

const PARTS = ["words", "frequencies", "splits"] as const;
type Parts = Readonly<Record<(typeof PARTS)[number], string>>;

const chance = z.number().min(0).max(1);
const level = z.strictObject({ label: z.string(), m: chance, u: chance, weight: z.number(), share: chance });
const schema = z.strictObject({
  tieoutModel: z.literal(1),
  model: z.strictObject({
    version: z.literal(1),
    prior: chance,
    comparisons: z.array(z.strictObject({ name: z.string(), attributes: z.array(z.string()), levels: z.array(level).min(2) })),
    related: z.strictObject({ prior: chance, shares: z.array(z.union([z.array(chance), z.null()])) }).optional(),
  }),
  priors: z.array(z.strictObject({ match: chance, related: chance })),
  rules: z.array(z.string()),
  parts: z.record(z.string(), z.string()),
});

/** What a linkage was estimated with, so that later records are held against the same. */
export function frozenModel({ model, priors, words, frequencies, blocking }: Linkage): FrozenModel {
  return { model, priors, words, frequencies, blocks: { rules: blocking.rules.map(({ name }) => name), splits: blocking.splits } };
}

/**
 * Writes a model; the JSON last, so that a killed run leaves the earlier model whole.
 *
 * @throws RunError `no-permission`, `disk-full`
 */
export async function writeModel(engine: Engine, file: string, { model, priors, words, frequencies, blocks }: FrozenModel): Promise<void> {
  const relations: Parts = { words, frequencies, splits: blocks.splits };
  const partial = (name: string): string => `${file}.${name}.partial`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const parts: Record<string, string> = {};
    for (const name of PARTS) {
      await engine.runInline(
        sql`COPY (SELECT * FROM ${id(relations[name])} AS p ORDER BY ALL) TO ${partial(name)} (FORMAT parquet, COMPRESSION zstd)`,
      );
      const digest = createHash("sha256")
        .update(await readFile(partial(name)))
        .digest("hex")
        .slice(0, 16);
      parts[name] = `${path.basename(file, ".json")}.${name}.${digest}.parquet`;
      await rename(partial(name), path.join(path.dirname(file), parts[name]));
    }
    const { related, ...rest } = model;
    const shares = related?.shares.map((own) => own ?? null);
    const plain = { version: rest.version, prior: rest.prior, comparisons: rest.comparisons };
    const whole = {
      tieoutModel: 1,
      model: related === undefined ? plain : { ...plain, related: { prior: related.prior, shares } },
      priors,
      rules: blocks.rules,
      parts,
    };
    await writeWhole(partial("json"), `${JSON.stringify(whole, null, 2)}\n`);
    await rename(partial("json"), file);
    await removeOthers(file, Object.values(parts));
  } catch (error) {
    for (const name of [...PARTS, "json"]) await rm(partial(name), { force: true }).catch(() => undefined);
    throw asRunError(error, path.dirname(file));
  }
}

/** Counts and blocks of the model that stood here before. */
async function removeOthers(file: string, own: readonly string[]): Promise<void> {
  const beginning = `${path.basename(file, ".json")}.`;
  const isPart = (name: string): boolean =>
    name.startsWith(beginning) && /^(words|frequencies|splits)\.[0-9a-f]{16}\.parquet$/.test(name.slice(beginning.length));
  for (const name of await readdir(path.dirname(file))) {
    if (isPart(name) && !own.includes(name)) await rm(path.join(path.dirname(file), name), { force: true });
  }
}

/**
 * Reads a model into relations that begin with the prefix; undefined when there is none yet.
 *
 * @throws InputError `bad-model` with what is wrong in which file
 */
export async function readModel(engine: Engine, file: string, prefix: string): Promise<FrozenModel | undefined> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw asRunError(error, file);
  }
  const parsed = schema.safeParse(fromJson(text, file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw bad(file, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
  }
  const { model, priors, rules, parts } = parsed.data;
  const relations: Record<string, string> = {};
  for (const name of PARTS) {
    const own = parts[name];
    if (own === undefined || path.basename(own) !== own) throw bad(file, `parts.${name} names no file beside it`);
    const place = path.join(path.dirname(file), own);
    const bytes = await readFile(place).catch((error: unknown) => {
      throw codeOf(error) === "ENOENT" ? bad(place, "it is not there, and the model needs it") : asRunError(error, place);
    });
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    if (!own.includes(`.${digest}.`)) throw bad(place, "its content is not what its name says");
    relations[name] = `${prefix}_${name}`;
    await engine.runInline(
      sql`CREATE OR REPLACE TABLE ${id(relations[name])} AS SELECT * FROM read_parquet(${place.replaceAll(/[[*?]/g, "[$&]")})`,
    );
  }
  const { related, ...rest } = model;
  const read = { ...rest, sessions: [] };
  return {
    model:
      related === undefined ? read : { ...read, related: { prior: related.prior, shares: related.shares.map((own) => own ?? undefined) } },
    priors,
    words: relations["words"] ?? "",
    frequencies: relations["frequencies"] ?? "",
    blocks: { rules, splits: relations["splits"] ?? "" },
  };
}

/**
 * Refuses a model that was made for other comparisons: of another declaration, or
 * of an earlier version of Tieout.
 *
 * @throws InputError `other-model`
 */
export function checkModel(file: string, { model, blocks }: FrozenModel, prepared: Prepared): void {
  const names = (comparisons: readonly { readonly name: string }[]): string => comparisons.map(({ name }) => name).join(", ");
  const problem = { code: "other-model", message: "The frozen model was made for other comparisons.", at: { file } };
  const hint = "Make it anew: tieout resolve --freeze.";
  if (names(model.comparisons) !== names(prepared.comparisons)) {
    throw new InputError([{ ...problem, found: names(model.comparisons), expected: names(prepared.comparisons), hint }]);
  }
  for (const [index, { name, levels }] of model.comparisons.entries()) {
    const found = levels.map(({ label }) => label).join("; ");
    const own = prepared.comparisons[index];
    const expected = own === undefined ? "" : levelLabels(own).join("; ");
    if (found !== expected)
      throw new InputError([{ ...problem, message: `The frozen model knows other levels of ${name}.`, found, expected, hint }]);
  }
  const missing = blocks.rules.find((rule) => !prepared.keys.some(({ name }) => name === rule));
  if (missing !== undefined)
    throw new InputError([{ ...problem, message: "The frozen model blocks by a key that is not there.", found: missing, hint }]);
}

function fromJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(file, error instanceof Error ? error.message : "it is no JSON");
  }
}

function bad(file: string, found: string): InputError {
  return new InputError([
    {
      code: "bad-model",
      message: "The frozen model cannot be read.",
      at: { file },
      found,
      expected: "a model as tieout resolve --freeze writes it",
      hint: "Put back a copy of it, or make it anew.",
    },
  ]);
}
