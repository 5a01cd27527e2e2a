import { isSecret } from "../../engine/engine.ts";
import { isSecretArgument, looksSecret } from "./looks-secret.ts";

export interface ShownSetting {
  /** Path of the argument: "tags.owner". */
  readonly name: string;
  readonly value: string;
}

const SECRET = "(secret)";
/** In place of a value that may be a secret. */
export const HIDDEN = "(not shown: it may be a secret)";

/** Arguments as names and texts. Lists of names and values, as Elastic Beanstalk and ECS have them, become rows of their own. */
export function shownValues(inputs: Readonly<Record<string, unknown>>): ShownSetting[] {
  return Object.keys(inputs)
    .sort()
    .flatMap((name) => rowsOf(name, inputs[name]));
}

function rowsOf(name: string, value: unknown): ShownSetting[] {
  if (value === undefined || value === null) return [];
  if (isSecret(value)) return [{ name, value: SECRET }];
  if (typeof value === "object" && isSecretArgument(name)) return [{ name, value: HIDDEN }];
  if (typeof value === "string") {
    const document = parsed(value);
    return document === undefined ? [{ name, value: looksSecret(name, value) ? HIDDEN : value }] : rowsOf(name, document);
  }
  if (Array.isArray(value)) return listRows(name, value);
  if (typeof value === "object") {
    return Object.entries(value).flatMap(([key, inner]) => rowsOf(`${name}.${key}`, inner));
  }
  return [{ name, value: looksSecret(name, String(value)) ? HIDDEN : String(value) }];
}

function listRows(name: string, list: readonly unknown[]): ShownSetting[] {
  if (list.length === 0) return [{ name, value: "(none)" }];
  if (list.every(isNamedValue)) {
    return list.flatMap(({ namespace, name: key, value }) =>
      rowsOf(typeof namespace === "string" ? `${namespace} ${key}` : `${name} ${key}`, value),
    );
  }
  const simple = list.every((item) => typeof item !== "object" || item === null);
  if (simple && !list.some((item) => looksSecret(name, String(item)))) return [{ name, value: list.join(", ") }];
  return list.flatMap((item, index) => rowsOf(list.length === 1 ? name : `${name}[${index}]`, item));
}

interface NamedValue {
  readonly namespace?: unknown;
  readonly name: string;
  readonly value: unknown;
}

function isNamedValue(item: unknown): item is NamedValue {
  if (typeof item !== "object" || item === null || isSecret(item)) return false;
  return typeof (item as NamedValue).name === "string" && "value" in item;
}

/** An object or a list that is written as JSON text, such as a policy document. */
function parsed(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
