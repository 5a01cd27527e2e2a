// `npm run docs`: writes what the pages take from the code. A test holds each of them to what this would write.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandArguments } from "../../relay-service/command-arguments.ts";
import { generatedPages } from "./generated-pages.ts";
import { ROOT } from "./root.ts";

commandArguments({
  usage: `npm run docs

Writes what the pages take from the code: Pulumi.yaml, docs/policy.md, docs/settings.md and blocks of CONTRIBUTING.md.`,
});
for (const [path, text] of generatedPages()) writeFileSync(join(ROOT, path), text);
