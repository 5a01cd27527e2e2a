import type { PackageProblem } from "./package-refused.ts";
import { printable, type ZipContents } from "./zip-contents.ts";

/** Elastic Beanstalk's limit of a source bundle, bytes. */
export const MAX_PACKAGE_BYTES = 500 * 1024 * 1024;

/** A folder in XMPro's client that may be one of a language: "de" or "pt-BR", as its build names them. */
const CLIENT_FOLDER = /^(.*\bClientApp\/dist\/)([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\//;
/** Knows "de" and not "js", "css" or "img". */
const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
const SHOWN = 5;

/** A package that is too large, with what may go from it. */
export function sizeProblem(bytes: number, contents: ZipContents | undefined): PackageProblem | undefined {
  if (bytes <= MAX_PACKAGE_BYTES) return undefined;
  const expected = "at most 500 MB, which is Elastic Beanstalk's limit";
  if (contents === undefined) return { expected, found: `which has ${megabytes(bytes)}` };
  const [languages, folders] = [new Map<string, number>(), new Map<string, number>()];
  const add = (sums: Map<string, number>, folder: string, size: number) => sums.set(folder, (sums.get(folder) ?? 0) + size);
  for (const [name, { compressedSize }] of contents.files) {
    const [, below, language] = CLIENT_FOLDER.exec(name) ?? [];
    if (language !== undefined && isLanguage(language)) add(languages, `${below}${language}`, compressedSize);
    const folder = name.includes("/") ? name.slice(0, name.lastIndexOf("/")) : "";
    if (folder !== "") add(folders, folder, compressedSize);
  }
  const advice =
    languages.size === 0
      ? ""
      : `; XMPro's advice is to delete the folders of the languages that nobody uses and to zip again: ${largest(languages)}`;
  return { expected, found: `which has ${megabytes(bytes)}${advice}; its largest folders are ${largest(folders)}` };
}

function isLanguage(folder: string): boolean {
  try {
    return LANGUAGES.of(folder) !== undefined;
  } catch {
    // Of what only looks like a tag, such as "de-abcde-abcde".
    return false;
  }
}

function largest(sums: ReadonlyMap<string, number>): string {
  const rows = [...sums].sort(([, a], [, b]) => b - a);
  const shown = rows.slice(0, SHOWN).map(([folder, size]) => `${printable(folder)} (${megabytes(size)})`);
  return `${shown.join(", ")}${rows.length > SHOWN ? `, and ${rows.length - SHOWN} more` : ""}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
