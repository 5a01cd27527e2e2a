import { Document, Scalar, type YAMLMap } from "yaml";
import type { Section, Setting } from "../../stacks/settings/schema/setting.ts";
import { NOT_SET } from "../../stacks/settings/schema.ts";
import { classifyPlainScalar } from "../../stacks/settings-file/plain-scalar.ts";
import { ofBothStacks, type StackValues } from "./stack-values.ts";

const CONFIG = "\nconfig:\n";

/** `Pulumi.yaml`: the given file with the config block that the schema asks for. What is above the block stays. */
export function projectFile(file: string, sections: Readonly<Record<string, Section>>, values: StackValues): string {
  const head = file.slice(0, file.indexOf(CONFIG) + 1);
  const document = new Document({ config: {} });
  const config = document.get("config") as YAMLMap;
  config.flow = false;
  for (const [title, settings] of Object.entries(sections)) {
    for (const [index, [name, setting]] of Object.entries(settings).entries()) {
      const key = new Scalar(name);
      if (index === 0) key.commentBefore = ` ${title}`;
      config.set(key, document.createNode(declaration(name, setting, values)));
    }
  }
  return `${head}${document.toString({ lineWidth: 120 })}`;
}

function declaration(name: string, setting: Setting, values: StackValues) {
  const initial = setting.default ?? NOT_SET[setting.type];
  return {
    type: setting.type,
    ...(setting.type === "array" ? { items: { type: "string" } } : {}),
    ...(setting.required ? {} : { default: quotedIfUnclear(initial) }),
    description: folded([secrecy(setting), setting.description, stackValues(name, values), setting.change]),
  };
}

/** The library writes YAML 1.2, in which "off" needs no quotes. Other readers take it for a boolean. */
function quotedIfUnclear(value: unknown): unknown {
  if (typeof value !== "string" || classifyPlainScalar(value) === "text") return value;
  const scalar = new Scalar(value);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

/** The engine would refuse the empty default of a key with `secret: true`: so the description says it. */
function secrecy({ secret }: Setting): string | undefined {
  return secret && "SECRET, set it with --secret.";
}

function stackValues(name: string, values: StackValues): string | undefined {
  const own = ofBothStacks(name, values, String);
  if (own === undefined) return undefined;
  return "same" in own ? `Both stacks: ${own.same}.` : `prod: ${own.prod}, nonprod: ${own.nonprod}.`;
}

function folded(sentences: readonly (string | undefined)[]): Scalar {
  const scalar = new Scalar(sentences.filter((sentence) => sentence !== undefined).join(" "));
  scalar.type = Scalar.BLOCK_FOLDED;
  return scalar;
}
