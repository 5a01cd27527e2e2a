import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CertificateFiles, Role } from "./certificate-files.ts";

/** Why files cannot be written to a folder; undefined where they can. Makes it, readable by its owner alone, where it does not exist. */
export async function problemOfFolder(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = await readdir(folder);
    return names.length > 0 ? `--out must be an empty or a new folder, ${folder} has files in it` : undefined;
  } catch (error) {
    return `--out must be a folder that can be made, ${folder} cannot: ${(error as NodeJS.ErrnoException).code ?? "unknown"}`;
  }
}

/** Writes the files of a role, readable by their owner alone. Never over a file that exists. */
export async function writeToFolder(folder: string, role: Role, { pfx, password }: CertificateFiles): Promise<void> {
  const options = { mode: 0o600, flag: "wx" };
  await writeFile(join(folder, `${role}.pfx`), pfx, options);
  await writeFile(join(folder, `${role}.password.txt`), password, options);
}
