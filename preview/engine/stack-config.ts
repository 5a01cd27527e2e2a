// The configuration that the engine would pass to the program of one stack, read from the same files.
import { isMapping, mapping, readSettingsFile } from "../../stacks/settings-file/settings-file.ts";

export interface StackConfig {
  readonly project: string;
  /** Full keys such as "xmpro:domain"; lists and objects as JSON text. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys with an encrypted value. A placeholder replaces it, as the preview cannot decrypt it. */
  readonly secretKeys: readonly string[];
}

/** Placeholders for the settings whose values have a form of their own. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  certificatePrivateKey: "-----BEGIN PRIVATE KEY-----\nU3RhbmQtaW4=\n-----END PRIVATE KEY-----",
  alarmWebhooks: "https://encrypted.example.com/",
};
/** A placeholder that satisfies the rules of every password and token. */
const PASSWORD = "StandInForAnEncryptedValue0123456789";

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml`. A key that has neither a value nor a default is left out, which `readSettings`
 * reports.
 *
 * @throws SettingsError when a file is missing or is not YAML of the expected form.
 */
export function readStackConfig(directory: string, stack: string): StackConfig {
  const file = readSettingsFile(directory, "Pulumi.yaml").content;
  const project = String(file.name ?? "");
  const secretKeys: string[] = [];
  const config: Record<string, string> = {};
  const full = (key: string) => (key.includes(":") ? key : `${project}:${key}`);

  for (const [key, declared] of Object.entries(mapping(file.config, "Pulumi.yaml", "config"))) {
    const value = isMapping(declared) ? (declared.value ?? declared.default) : declared;
    if (value !== undefined) config[full(key)] = text(value);
  }
  const own = `Pulumi.${stack}.yaml`;
  for (const [key, value] of Object.entries(mapping(readSettingsFile(directory, own).content.config, own, "config"))) {
    const name = full(key);
    const { found, readable } = withoutSecrets(value, name);
    if (found) secretKeys.push(name);
    config[name] = text(readable);
  }
  return { project, config, secretKeys };
}

/** The value with a placeholder for each `secure: …` at any depth. */
function withoutSecrets(value: unknown, key: string): { found: boolean; readable: unknown } {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutSecrets(item, key));
    return { found: items.some(({ found }) => found), readable: items.map(({ readable }) => readable) };
  }
  if (!isMapping(value)) return { found: false, readable: value };
  if (typeof value.secure === "string" && Object.keys(value).length === 1) {
    return { found: true, readable: PLACEHOLDERS[key.split(":")[1] ?? ""] ?? PASSWORD };
  }
  const entries = Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner, key)] as const);
  return {
    found: entries.some(([, { found }]) => found),
    readable: Object.fromEntries(entries.map(([name, { readable }]) => [name, readable])),
  };
}

function text(value: unknown): string {
  if (value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
