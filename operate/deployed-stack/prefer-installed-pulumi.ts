import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const OF_NPM = join("node_modules", ".bin");

/**
 * The PATH with which the Pulumi CLI that a person has installed is found before the one that npm brings. npm puts its own folder first, where
 * `pulumi` downloads the CLI at its first use. Without an installed one the PATH stays as it is.
 */
export function preferInstalledPulumi(path: string): string {
  const folders = path.split(delimiter);
  const others = folders.filter((folder) => !folder.endsWith(OF_NPM));
  const name = process.platform === "win32" ? "pulumi.exe" : "pulumi";
  const isInstalled = others.some((folder) => existsSync(join(folder, name)));
  return (isInstalled ? [...others, ...folders.filter((folder) => folder.endsWith(OF_NPM))] : folders).join(delimiter);
}
