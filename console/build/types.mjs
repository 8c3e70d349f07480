// Writes source/api/schema.d.ts from what the API says of itself, so that a changed API breaks the build.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";

const here = dirname(fileURLToPath(import.meta.url));
const types = await openapiTypescript(description(), { alphabetize: true });
writeFileSync(join(here, "..", "source", "api", "schema.d.ts"), astToString(types));

/** As a file has it, where one is named; else as the API says now. */
function description() {
  if (process.env.DESCRIPTION) return readFileSync(process.env.DESCRIPTION);
  const root = join(here, "..", "..");
  const python = join(root, ".venv", "bin", "python");
  return execFileSync(python, ["-m", "api.description"], { cwd: root, maxBuffer: 64_000_000 });
}
