// Writes the committed JSON Schemas from the built sources; `--check` compares instead, for the lint stage.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { estateJsonSchema } from "../dist/estate/index.js";
import { correctionsJsonSchema } from "../dist/interchange/index.js";
import { reviewJsonSchema } from "../dist/report/index.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const SCHEMAS = [
  { file: "schemas/estate.schema.json", make: estateJsonSchema },
  { file: "schemas/review.schema.json", make: reviewJsonSchema },
  { file: "schemas/openlineage-corrections.schema.json", make: correctionsJsonSchema },
];

const check = process.argv.includes("--check");
let stale = 0;
for (const { file, make } of SCHEMAS) {
  const path = join(root, file);
  const text = `${JSON.stringify(make(), null, 2)}\n`;
  if (!check) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } else if (!existsSync(path) || readFileSync(path, "utf8").replaceAll("\r\n", "\n") !== text) {
    console.error(`${file} is not what the sources say: run \`npm run schemas\`.`);
    stale += 1;
  }
}
process.exit(stale === 0 ? 0 : 1);
