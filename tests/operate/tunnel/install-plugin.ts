import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a folder a part of PATH on which the fake plugin is found under the name of AWS's. */
export function installPlugin(folder: string): void {
  const plugin = join(folder, "session-manager-plugin");
  writeFileSync(plugin, `#!/bin/sh\nexec '${process.execPath}' '${join(import.meta.dirname, "fake-plugin.ts")}' "$@"\n`);
  chmodSync(plugin, 0o755);
}

/** Whether a process lives, such as a plugin that should have ended. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
