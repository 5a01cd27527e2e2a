import type { Section, Setting } from "../../stacks/settings/schema/setting.ts";
import { ofBothStacks, type StackValues } from "./stack-values.ts";
import { cell } from "./table-cell.ts";

/** `docs/settings.md`: a table for each section of the schema. */
export function settingsPage(sections: Readonly<Record<string, Section>>, values: StackValues): string {
  const count = Object.values(sections).reduce((sum, settings) => sum + Object.keys(settings).length, 0);
  return `<!-- Written by \`npm run docs\` from stacks/settings/schema, and from stacks/prod.ts and stacks/nonprod.ts. -->
# Settings

These are the ${count} settings of a stack. Only those marked **required** must be given. Write a setting as \`xmpro:<name>\`
into \`Pulumi.<stack>.yaml\`. \`npx pulumi config set\` writes a single value there. Edit lists in the file. Those marked
**secret** must be encrypted: add \`--secret\`.

\`npm run preview\` names every setting that is wrong, all at once, with what was expected and an example. Combinations
that make no sense are refused before anything is created.

| Column | What it says |
| --- | --- |
| Default | The value of each stack where the stacks differ. "not set": the next column says what happens |
| Change of a deployed stack | What a change does to a deployed stack. Empty: \`pulumi up\` makes it in place |

${Object.entries(sections)
  .map(([title, settings]) => sectionTable(title, settings, values))
  .join("\n\n")}
`;
}

function sectionTable(title: string, settings: Section, values: StackValues): string {
  const rows = Object.entries<Setting>(settings).map(([name, setting]) => {
    const { type, description, change = "", secret } = setting;
    const what = `${secret ? "**Secret.** " : ""}${cell(description)}`;
    const cells = [`\`${name}\``, type === "array" ? "list" : type, initial(name, setting, values), what, cell(change)];
    return `| ${cells.join(" | ")} |`;
  });
  const head = ["| Setting | Type | Default | What | Change of a deployed stack |", "| --- | --- | --- | --- | --- |"];
  return [`## ${title}`, "", ...head, ...rows].join("\n");
}

function initial(name: string, setting: Setting, values: StackValues): string {
  if (setting.required) return "**required**";
  const own = ofBothStacks(name, values, (value) => `\`${value}\``);
  if (own !== undefined) return "same" in own ? own.same : `prod ${own.prod}, nonprod ${own.nonprod}`;
  return setting.default === undefined ? "not set" : `\`${setting.default}\``;
}
