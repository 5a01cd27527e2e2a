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

"Clients pair again" means that each client of the relay agrees on new keys with it, by itself. A POST that is on its
way at that moment may end as \`RelayOutcomeUnknown\`. Costs are AWS's list prices in us-east-1 as of 2026; check them in
AWS's calculator.

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
  const rows = [...rowsOf(settings)].map(([names, setting]) => {
    const { type, description, change = "", secret } = setting;
    const what = `${secret ? "**Secret.** " : ""}${cell(description)}`;
    const shown = names.map((name) => `\`${name}\``).join(", ");
    const cells = [shown, type === "array" ? "list" : type, initials(names, settings, values), what, cell(change)];
    return `| ${cells.join(" | ")} |`;
  });
  const head = ["| Setting | Type | Default | What | Change of a deployed stack |", "| --- | --- | --- | --- | --- |"];
  return [`## ${title}`, "", ...head, ...rows].join("\n");
}

/** The settings of a section by their names. Those that each product has share a row, which does not name the product. */
function rowsOf(settings: Section): ReadonlyMap<readonly string[], Setting> {
  const rows = new Map<string, { names: string[]; setting: Setting }>();
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const [, suffix] = /^(?:sm|ds|ad)([A-Z]\w*)$/.exec(name) ?? [];
    const row = rows.get(suffix ?? name);
    if (row !== undefined) row.names.push(name);
    else rows.set(suffix ?? name, { names: [name], setting: suffix === undefined ? setting : ofEachProduct(setting) });
  }
  return new Map([...rows.values()].map(({ names, setting }) => [names, setting]));
}

/** Without "Subscription Manager: " in front. */
function ofEachProduct(setting: Setting): Setting {
  const description = setting.description.replace(/^[^:]+: /, "");
  return { ...setting, description: description.charAt(0).toUpperCase() + description.slice(1) };
}

/** The default of a row: one text where all its settings have the same, otherwise each with the product in front. */
function initials(names: readonly string[], settings: Section, values: StackValues): string {
  const each = names.map((name) => [name.slice(0, 2), initial(name, settings[name] as Setting, values)] as const);
  if (new Set(each.map(([, text]) => text)).size === 1) return each[0]?.[1] ?? "";
  return each.map(([product, text]) => `${product}: ${text}`).join("; ");
}

function initial(name: string, setting: Setting, values: StackValues): string {
  if (setting.required) return "**required**";
  const own = ofBothStacks(name, values, (value) => `\`${value}\``);
  if (own !== undefined) return "same" in own ? own.same : `prod ${own.prod}, nonprod ${own.nonprod}`;
  return setting.default === undefined ? "not set" : `\`${setting.default}\``;
}
