// `npm run docs`: writes what the pages take from the code. A test holds each of them to what this would write.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "./generated-pages.ts";
import { ROOT } from "./root.ts";

for (const [path, text] of generatedPages()) writeFileSync(join(ROOT, path), text);
