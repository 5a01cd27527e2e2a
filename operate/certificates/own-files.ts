import { readFile } from "node:fs/promises";
import { textOf } from "./certificate-bucket.ts";
import { type OpenedFiles, openFiles, problemsOf, type Role } from "./certificate-files.ts";

/** The paths that a person gave for a role. */
export interface OwnPaths {
  readonly pfx: string | undefined;
  readonly password: string | undefined;
}

/** Reads and checks a person's own PFX file. Undefined where none is named; a list of problems, each a whole sentence, where it is not fit. */
export async function readOwnFiles(
  role: Role,
  { pfx, password }: OwnPaths,
  options: { readonly hosts: readonly string[]; readonly now: Date; readonly modern: boolean },
): Promise<OpenedFiles | undefined | readonly string[]> {
  if (pfx === undefined && password === undefined) return undefined;
  if (pfx === undefined || password === undefined)
    return [`--${role} and --${role}-password must be given together: a PFX file, and a file with its password.`];
  const [bytes, text] = await Promise.all([read(pfx), read(password)]);
  const unread = [bytes, text].filter((each) => typeof each === "string");
  if (typeof bytes === "string" || typeof text === "string") return unread;
  const files = openFiles({ pfx: bytes, password: textOf(text) });
  if ("problem" in files) return [`${pfx} ${files.problem}.`];
  const problems = problemsOf(files.opened, role, options);
  return problems.length > 0 ? problems.map((problem) => `${pfx} ${problem}.`) : files;
}

/** The bytes of a file, or why it cannot be read. */
async function read(path: string): Promise<Buffer | string> {
  try {
    return await readFile(path);
  } catch (error) {
    return `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}.`;
  }
}
