import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CertificateFiles, Role } from "./certificate-files.ts";

/** Why files cannot be written to a folder, a whole sentence; undefined where they can. Changes nothing. */
export async function problemOfFolder(folder: string): Promise<string | undefined> {
  try {
    const names = await readdir(folder);
    return names.length > 0 ? `--out must be a new or an empty folder; ${folder} has files in it.` : undefined;
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : `--out must be a new or an empty folder; ${folder} cannot be read: ${code}.`;
  }
}

/** Writes the files of a role, readable by their owner alone, as is a folder that is made for them. Never over a file that exists. */
export async function writeToFolder(folder: string, role: Role, { pfx, password }: CertificateFiles): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const options = { mode: 0o600, flag: "wx" };
  await writeFile(join(folder, `${role}.pfx`), pfx, options);
  await writeFile(join(folder, `${role}.password.txt`), password, options);
}
