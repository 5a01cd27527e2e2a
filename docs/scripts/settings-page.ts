import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";
import { cell } from "./table-cell.ts";

interface Setting {
  readonly key: string;
  readonly type: string;
  /** Undefined: the setting must be given. */
  readonly initial: unknown;
  readonly description: string;
}

interface Topic {
  readonly title: string;
  readonly settings: Setting[];
}

/** What the two stacks set where nobody else does. */
interface StackValues {
  readonly prod: Readonly<Record<string, unknown>>;
  readonly nonprod: Readonly<Record<string, unknown>>;
}

/** `docs/settings.md`: a table for each topic of the config block of `Pulumi.yaml`. */
export function settingsPage(yaml: string, values: StackValues): string {
  const topics = readTopics(yaml);
  const count = topics.reduce((sum, { settings }) => sum + settings.length, 0);
  return `<!-- Written by \`npm run docs\` from the config block of Pulumi.yaml, and from stacks/prod.ts and stacks/nonprod.ts. -->
# Settings

These are the ${count} settings of a stack. Only those marked **required** must be given. Write a setting as \`xmpro:<name>\`
into \`Pulumi.<stack>.yaml\`. \`npx pulumi config set\` writes a single value there. Edit lists in the file.

\`npm run preview\` names every setting that is wrong, all at once, with what was expected and an example. Combinations
that make no sense are refused before anything is created.

The column *Default* has the value of each stack where the stacks differ. "not set" means that the description says what
happens.

${topics.map(({ title, settings }) => topicTable(title, settings, values)).join("\n\n")}
`;
}

function readTopics(yaml: string): Topic[] {
  const config = parseDocument(yaml).get("config");
  if (!isMap(config)) throw new Error("Pulumi.yaml has no config block");
  const topics: Topic[] = [];
  for (const [index, { key, value }] of (config as YAMLMap).items.entries()) {
    if (!isScalar(key) || !isMap(value)) throw new Error(`Pulumi.yaml has a setting that cannot be read: ${String(key)}`);
    // A comment before a key begins a topic. The parser keeps the first one with the whole block.
    const comment = index === 0 ? (config.commentBefore ?? key.commentBefore) : key.commentBefore;
    if (comment != null || topics.length === 0) topics.push({ title: (comment ?? "General").trim(), settings: [] });
    topics.at(-1)?.settings.push({
      key: String(key.value),
      type: String(value.get("type")),
      initial: value.has("default") ? (value.toJSON() as { default: unknown }).default : undefined,
      description: String(value.get("description")),
    });
  }
  return topics;
}

function topicTable(title: string, settings: readonly Setting[], values: StackValues): string {
  const rows = settings.map(({ key, type, initial, description }) => {
    const { shown, told } = stackDefault(key, values);
    const own = shown ?? (initial === undefined ? "**required**" : isUnset(initial) ? "not set" : `\`${initial}\``);
    const text = told === undefined ? description : description.replace(` ${told}`, "");
    return `| \`${key}\` | ${type === "array" ? "list" : type} | ${own} | ${cell(text)} |`;
  });
  return [`## ${title}`, "", "| Setting | Type | Default | What |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The value of each stack for the table, and the sentence of the description that says the same. */
function stackDefault(key: string, { prod, nonprod }: StackValues): { readonly shown?: string; readonly told?: string } {
  if (prod[key] === undefined) return {};
  return prod[key] === nonprod[key]
    ? { shown: `\`${prod[key]}\``, told: `Both stacks: ${prod[key]}.` }
    : { shown: `prod \`${prod[key]}\`, nonprod \`${nonprod[key]}\``, told: `prod: ${prod[key]}, nonprod: ${nonprod[key]}.` };
}

/** Empty texts, zero and empty lists mean "not set". */
function isUnset(value: unknown): boolean {
  return value === "" || value === 0 || (Array.isArray(value) && value.length === 0);
}
