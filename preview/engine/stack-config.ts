// What the engine would hand the program of one stack, read from the files that it reads.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument, type YAMLError } from "yaml";
import { SettingsError } from "../../stacks/settings/settings-error.ts";

export interface StackConfig {
  readonly project: string;
  /** Full keys such as "xmpro:domain"; lists and objects as JSON text. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose value is stored encrypted. A stand-in is in its place, as nobody can decrypt it here. */
  readonly secretKeys: readonly string[];
}

type Mapping = Readonly<Record<string, unknown>>;

const PRIVATE_KEY = "-----BEGIN PRIVATE KEY-----\nU3RhbmQtaW4=\n-----END PRIVATE KEY-----";
/** What the parser found, in words of ours: its own quote the file, which may hold a secret. */
const faults: Partial<Record<YAMLError["code"], string>> = {
  BAD_INDENT: "a line is not indented as the ones around it",
  DUPLICATE_KEY: "a key stands twice",
  MISSING_CHAR: 'something is missing, such as a closing quote or a ":"',
  MULTIPLE_DOCS: 'a line "---" begins a second document, but only the first would be read',
  TAB_AS_INDENT: "a tab stands where spaces belong",
};
/** Long enough and plain enough for every password and token. */
const PASSWORD = "StandInForAnEncryptedValue0123456789";

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml`. A key that has neither a value nor a default is left out: `readSettings` says so.
 *
 * @throws SettingsError when a file is missing or is not YAML of the expected form.
 */
export function readStackConfig(directory: string, stack: string): StackConfig {
  const file = readYaml(directory, "Pulumi.yaml");
  const project = String(file.name ?? "");
  const secretKeys: string[] = [];
  const config: Record<string, string> = {};
  const full = (key: string) => (key.includes(":") ? key : `${project}:${key}`);

  for (const [key, declared] of Object.entries(mapping(file.config, "Pulumi.yaml", "config"))) {
    const value = isMapping(declared) ? (declared.value ?? declared.default) : declared;
    if (value !== undefined) config[full(key)] = text(value);
  }
  const own = `Pulumi.${stack}.yaml`;
  for (const [key, value] of Object.entries(mapping(readYaml(directory, own).config, own, "config"))) {
    const name = full(key);
    const { found, readable } = withoutSecrets(value, name);
    if (found) secretKeys.push(name);
    config[name] = text(readable);
  }
  return { project, config, secretKeys };
}

/** The value with a stand-in for each `secure: …`, however deep. */
function withoutSecrets(value: unknown, key: string): { found: boolean; readable: unknown } {
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutSecrets(item, key));
    return { found: items.some(({ found }) => found), readable: items.map(({ readable }) => readable) };
  }
  if (!isMapping(value)) return { found: false, readable: value };
  if (typeof value.secure === "string" && Object.keys(value).length === 1) {
    return { found: true, readable: key.endsWith(":certificatePrivateKey") ? PRIVATE_KEY : PASSWORD };
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

function readYaml(directory: string, file: string): Mapping {
  let source: string;
  try {
    source = readFileSync(join(directory, file), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const got = { ENOENT: "nothing", EISDIR: "a directory" }[code ?? ""] ?? "a file that cannot be opened";
    throw new SettingsError("A settings file cannot be read:", [`${file} must be a readable file, got ${got} of that name`]);
  }
  // A quieter level: the parser's warnings quote the file too.
  const document = parseDocument(source, { logLevel: "error" });
  const error = document.errors[0];
  if (error) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    throw unreadable(file, `${faults[error.code] ?? "a part cannot be understood"}, at line ${line}, column ${col}`);
  }
  return mapping(
    withoutAliasFaults(file, () => document.toJS()),
    file,
    "file",
  );
}

/** An alias may name nothing, itself, or so much that memory would not hold it; the parser tells only when it is followed. */
function withoutAliasFaults(file: string, follow: () => unknown): unknown {
  try {
    const value = follow();
    JSON.stringify(value); // throws on a value that holds itself
    return value;
  } catch {
    throw unreadable(file, 'an alias such as "*name" cannot be followed; write the value itself in its place');
  }
}

function mapping(value: unknown, file: string, part: string): Mapping {
  if (value === undefined || value === null) return {};
  if (isMapping(value)) return value;
  throw unreadable(file, part === "file" ? "the file holds no keys" : `"${part}" holds no keys`);
}

function unreadable(file: string, reason: string): SettingsError {
  return new SettingsError("A settings file cannot be read:", [
    `${file} must be YAML such as "config:", got an error: ${reason}`,
  ]);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
