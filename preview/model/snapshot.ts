import { createHash } from "node:crypto";
import { isSecret, type Registered } from "../engine/engine.ts";
import { earlierUrns } from "./earlier-urns.ts";
import { holdsData } from "./holds-data.ts";

/** One resource of a stack, as far as a later run needs it to say what has changed. It reveals no value of a secret. */
export interface ResourceSnapshot {
  /** The address in Pulumi's state. */
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** True when it is protected from deletion. */
  readonly protected: boolean;
  /** True when a deletion loses data, a key or a delegated name. */
  readonly holdsData: boolean;
  /** Argument to the digest of its value. A secret in it does not count: its digest is that of the word "secret". */
  readonly properties: Readonly<Record<string, string>>;
  /** Arguments whose changes Pulumi ignores. They are not in `properties`. Left out where there are none. */
  readonly ignored?: readonly string[];
  /** Earlier addresses that the program names as aliases. Left out where there are none. */
  readonly aliases?: readonly string[];
}

/** The resources that exist in the account. Components only group them. */
export function snapshot(resources: readonly Registered[]): ResourceSnapshot[] {
  const earlier = earlierUrns(resources);
  return resources
    .filter(({ custom }) => custom)
    .map(({ urn, type, name, protect, inputs, ignoreChanges }) => {
      const aliases = earlier.get(urn) ?? [];
      return {
        urn,
        type,
        name,
        protected: protect,
        holdsData: holdsData(type),
        properties: Object.fromEntries(
          Object.keys(inputs)
            .sort()
            .filter((argument) => inputs[argument] !== undefined && !ignoreChanges.includes(argument))
            .map((argument) => [argument, digest(inputs[argument])]),
        ),
        ...(ignoreChanges.length === 0 ? {} : { ignored: ignoreChanges }),
        ...(aliases.length === 0 ? {} : { aliases }),
      };
    });
}

/** Twelve characters are enough to tell two values of one argument apart. */
function digest(value: unknown): string {
  return isSecret(value) ? "secret" : createHash("sha256").update(canonical(value)).digest("hex").slice(0, 12);
}

/** JSON with sorted keys, where all secrets look the same. */
function canonical(value: unknown): string {
  if (isSecret(value)) return '"(secret)"';
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
