import { execFileSync, spawnSync } from "node:child_process";

/** Why tests that need the real OpenSSL cannot run. */
export const OPENSSL_MISSING =
  spawnSync("openssl", ["version"]).status === 0 ? undefined : "there is no openssl: apt-get install openssl";

/** Runs OpenSSL in a folder. Throws where it fails. */
export function openssl(folder: string, ...args: readonly string[]): string {
  return execFileSync("openssl", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
