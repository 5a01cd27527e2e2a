import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Document,
  isAlias,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from "yaml";
import { SettingsError } from "../settings/reader/settings-error.ts";
import { classifyPlainScalar } from "./plain-scalar.ts";

export type Mapping = Readonly<Record<string, unknown>>;

/** A scalar below `config` that needs quotes. */
export interface UnquotedScalar {
  readonly file: string;
  readonly line: number;
  /** The key below `config` as the file has it, and the way from there: "aws:defaultTags", ["tags", "cost-centre"]. */
  readonly path: readonly [string, ...string[]];
  readonly source: string;
}

export interface SettingsFile {
  readonly content: Mapping;
  readonly unquoted: readonly UnquotedScalar[];
}

/** What the parser found, in words of ours: its own quote the file, which may hold a secret. */
const faults: Partial<Record<YAMLError["code"], string>> = {
  BAD_INDENT: "a line is indented differently from the lines around it",
  DUPLICATE_KEY: "a key occurs twice",
  MISSING_CHAR: 'something is missing, such as a closing quote or a ":"',
  MULTIPLE_DOCS: 'a line "---" begins a second document, but only the first would be read',
  TAB_AS_INDENT: "a tab is used instead of spaces",
};
const STRING_TAG = "tag:yaml.org,2002:str";

/**
 * Reads a settings file as Pulumi's engine does. Scalars that YAML readers take for different values stay as they are written, and
 * are listed.
 *
 * @throws SettingsError when the file is missing or is not YAML of the expected form.
 */
export function readSettingsFile(directory: string, file: string): SettingsFile {
  const lines = new LineCounter();
  // With the "failsafe" schema every scalar is the text that it is written as; a quieter level, as warnings quote the file too.
  const document = parseDocument(readText(directory, file), { schema: "failsafe", logLevel: "error", lineCounter: lines });
  const error = document.errors[0];
  if (error) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    throw unreadable(file, `${faults[error.code] ?? "a part cannot be understood"}, at line ${line}, column ${col}`);
  }
  const unquoted = resolveScalars(document).map(({ path, source, offset }) => ({
    file,
    path,
    source,
    line: lines.linePos(offset).line,
  }));
  const content = withoutAliasFaults(file, () => document.toJS());
  return { content: mapping(content, file, "file"), unquoted };
}

/** @throws SettingsError when the part of the file has no keys */
export function mapping(value: unknown, file: string, part: string): Mapping {
  if (value === undefined || value === null) return {};
  if (isMapping(value)) return value;
  throw unreadable(file, part === "file" ? "the file has no keys" : `"${part}" has no keys`);
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readText(directory: string, file: string): string {
  try {
    return readFileSync(join(directory, file), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const got = { ENOENT: "nothing", EISDIR: "a directory" }[code ?? ""] ?? "a file that cannot be opened";
    throw new SettingsError("A settings file cannot be read:", [`${file} must be a readable file, got ${got} of that name`]);
  }
}

type Unclear = Pick<UnquotedScalar, "path" | "source"> & { readonly offset: number };

/** Gives numbers, booleans and empty values their type, and finds what is unclear. */
function resolveScalars(document: Document): Unclear[] {
  const found: Unclear[] = [];
  visit(document, (key, node, ancestors) => {
    // What is encrypted is no text of a person.
    if (isPair(node) && isScalar(node.key) && node.key.value === "secure") return visit.SKIP;
    const tag = (node as Node | undefined)?.tag;
    const tagged = isScalar(node) ? tag !== undefined && tag !== STRING_TAG : tag !== undefined;
    const meant = isAlias(node) ? node.resolve(document) : node;
    const unclear = tagged || (isScalar(meant) && resolve(meant, key === "key") === "unclear");
    const path = pathOf(ancestors, node as Node);
    if (unclear && path !== undefined) {
      const source = isScalar(meant) ? (meant.source ?? "") : "";
      found.push({ path, source, offset: (node as Node).range?.[0] ?? 0 });
    }
    return undefined;
  });
  return found;
}

function resolve(scalar: Scalar, isKey: boolean) {
  const { source = "" } = scalar;
  if (scalar.type !== "PLAIN" || scalar.tag === STRING_TAG) return "text";
  const kind = classifyPlainScalar(source);
  if (isKey) return kind;
  if (kind === "number") scalar.value = Number(source);
  else if (kind === "boolean") scalar.value = source === "true";
  else if (kind === "nothing") scalar.value = null;
  return kind;
}

/** The way to a node below `config`; nothing for one that is elsewhere. */
function pathOf(ancestors: readonly unknown[], node: Node): [string, ...string[]] | undefined {
  const pairs = ancestors.filter((ancestor): ancestor is Pair => isPair(ancestor));
  const names = pairs.map((pair) => (isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : ""));
  const [root, key, ...rest] = names;
  // The name of a setting itself: it is unknown, and said to be.
  if (root !== "config" || key === undefined || pairs[1]?.key === node) return undefined;
  return [key, ...rest];
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

function unreadable(file: string, reason: string): SettingsError {
  return new SettingsError("A settings file cannot be read:", [
    `${file} must be YAML such as "config:", got an error: ${reason}`,
  ]);
}
