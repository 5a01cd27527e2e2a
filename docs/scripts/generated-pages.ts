import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../infra/policy/rules.ts";
import { nonprod } from "../../stacks/nonprod.ts";
import { prod } from "../../stacks/prod.ts";
import { houseDiagram, relayDiagram } from "./import-diagram.ts";
import { policyPage } from "./policy-page.ts";
import { replaceBlock } from "./replace-block.ts";
import { ROOT } from "./root.ts";
import { settingsPage } from "./settings-page.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");

/** Each page that the code writes, whole or in a marked block, by its path: the text that it should have. */
export function generatedPages(): ReadonlyMap<string, string> {
  const house = replaceBlock(read("CONTRIBUTING.md"), "house", houseDiagram());
  return new Map([
    ["docs/policy.md", policyPage(rules)],
    ["docs/settings.md", settingsPage(read("Pulumi.yaml"), { prod: { ...prod }, nonprod: { ...nonprod } })],
    ["CONTRIBUTING.md", replaceBlock(house, "relay", relayDiagram())],
  ]);
}
