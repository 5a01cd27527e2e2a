import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../infra/policy/rules.ts";
import { nonprod } from "../../stacks/nonprod.ts";
import { prod } from "../../stacks/prod.ts";
import { sections } from "../../stacks/settings/schema.ts";
import { houseDiagram, relayDiagram } from "./import-diagram.ts";
import { importRules } from "./import-rules.ts";
import { policyPage } from "./policy-page.ts";
import { projectFile } from "./project-file.ts";
import { replaceBlock } from "./replace-block.ts";
import { ROOT } from "./root.ts";
import { settingsPage } from "./settings-page.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Each page that the code writes, and `Pulumi.yaml`, whole or in marked blocks, by its path: the text that it should have. */
export function generatedPages(): ReadonlyMap<string, string> {
  const blocks = { house: houseDiagram(), relay: relayDiagram(), imports: importRules(read(".biome.json")) };
  const contributing = Object.entries(blocks).reduce(
    (page, [name, text]) => replaceBlock(page, name, text),
    read("CONTRIBUTING.md"),
  );
  const values = { prod: { ...prod }, nonprod: { ...nonprod } };
  return new Map([
    ["Pulumi.yaml", projectFile(read("Pulumi.yaml"), sections, values)],
    ["docs/policy.md", policyPage(rules)],
    ["docs/settings.md", settingsPage(sections, values)],
    ["CONTRIBUTING.md", contributing],
  ]);
}
