import { isObject } from "./nested.ts";
import { knownItems } from "./unknown-values.ts";

/** One container of a task definition, with the keys that the API documents. Reading a part that is not known yet throws. */
export type Container = Readonly<Record<string, unknown>>;

/**
 * The containers of a task definition: JSON text or a list. A single object is one container. Undefined when it is nothing of these;
 * throws when it is not known yet.
 */
export function containersOf(containerDefinitions: unknown): readonly Container[] | undefined {
  const parsed = typeof containerDefinitions === "string" ? parse(containerDefinitions) : containerDefinitions;
  if (!isObject(parsed)) return undefined;
  return (Array.isArray(parsed) ? knownItems(parsed) : [parsed])
    .map(canonical)
    .filter((container) => isObject(container) && !Array.isArray(container)) as Container[];
}

/** The keys that rules read. The provider reads JSON as Go does: in any case, and the last of two spellings counts. */
const KEYS: ReadonlyMap<string, string> = new Map(
  [
    ...["name", "image", "environment", "environmentFiles", "secrets", "value", "type", "user", "privileged", "essential"],
    ...["command", "entryPoint", "healthCheck", "logConfiguration", "logDriver", "options", "secretOptions", "valueFrom"],
    ...["readonlyRootFilesystem", "linuxParameters", "capabilities", "add", "drop", "devices", "dockerSecurityOptions"],
    ...["dockerLabels", "mountPoints", "containerPath", "sourceVolume", "repositoryCredentials", "credentialsParameter"],
    ...["firelensConfiguration"],
  ].map((key) => [key.toLowerCase(), key]),
);

/** A copy with the documented keys. It reads each value only when a rule does. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return new Proxy(value, { get: (list, key) => canonical(Reflect.get(list, key)) });
  if (!isObject(value)) return value;
  const copy = {};
  for (const key of Object.keys(value)) {
    // Go also takes letters such as "ſ" for those that they become in upper case.
    const documented = KEYS.get(key.toUpperCase().toLowerCase()) ?? key;
    Object.defineProperty(copy, documented, { enumerable: true, configurable: true, get: () => canonical(value[key]) });
  }
  return copy;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
