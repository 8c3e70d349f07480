// Writes source/api/schema.d.ts from what the API says of itself, so that a changed API breaks the build.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTypescript, { astToString } from "openapi-typescript";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const python = process.env.PYTHON ?? join(root, ".venv", "bin", "python");
const description = execFileSync(python, ["-m", "api.description"], {
  cwd: root,
  maxBuffer: 64 * 1024 * 1024,
});
const types = await openapiTypescript(description, { alphabetize: true });
writeFileSync(join(root, "console", "source", "api", "schema.d.ts"), astToString(types));
