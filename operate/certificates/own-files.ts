import { createReadStream } from "node:fs";
import {
  type CertificateChecks,
  MAX_FILE_BYTES,
  type OpenedFiles,
  openFiles,
  problemsOf,
  type Role,
} from "./certificate-files.ts";
import { passwordText, problemOfPassword } from "./password-text.ts";

/** The paths that a person gave for a role. */
export interface OwnPaths {
  readonly pfx: string | undefined;
  readonly password: string | undefined;
}

/** What is wrong with the options of a role; a whole sentence. */
export function problemOfPaths(role: Role, { pfx, password }: OwnPaths): string | undefined {
  if ((pfx === undefined) === (password === undefined)) return undefined;
  return `--${role} and --${role}-password must be given together: a PFX file, and a file with its password.`;
}

/** A person's own files, or why they are not fit: each problem is a whole sentence. Both are empty where none is named. */
export interface OwnFiles {
  readonly files: OpenedFiles | undefined;
  readonly problems: readonly string[];
}

export async function readOwnFiles(role: Role, { pfx, password }: OwnPaths, checks: CertificateChecks): Promise<OwnFiles> {
  if (pfx === undefined || password === undefined) return { files: undefined, problems: [] };
  const unfit = (path: string, ...problems: readonly string[]) => ({
    files: undefined,
    problems: problems.map((problem) => `${path} ${problem}.`),
  });
  const [bytes, passwordBytes] = await Promise.all([read(pfx), read(password)]);
  if (typeof bytes === "string") return unfit(pfx, bytes);
  if (typeof passwordBytes === "string") return unfit(password, passwordBytes);
  const text = passwordText(passwordBytes);
  const unfitPassword = problemOfPassword(text);
  if (unfitPassword !== undefined) return unfit(password, unfitPassword);
  const files = openFiles({ pfx: bytes, password: text });
  if ("problem" in files) return unfit(pfx, files.problem);
  const problems = problemsOf(files.opened, role, checks);
  return problems.length > 0 ? unfit(pfx, ...problems) : { files, problems };
}

/** The bytes of a file, or why it cannot be read, which completes "FILE …". A stream, as a shell gives a pipe for `--sign-password <(pass show sign)`. */
async function read(path: string): Promise<Buffer | string> {
  try {
    // One byte more than allowed tells the longer file.
    const pieces: Buffer[] = await createReadStream(path, { end: MAX_FILE_BYTES }).toArray();
    const bytes = Buffer.concat(pieces);
    return bytes.length > MAX_FILE_BYTES ? "is larger than 1 MiB, so it is not the file that you mean" : bytes;
  } catch (error) {
    return `cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`;
  }
}
