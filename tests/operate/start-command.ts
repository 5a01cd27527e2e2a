import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Runs a command as `npm run` does, but in a folder that is no Pulumi project, and with no other program on PATH. */
export async function startCommand(name: string, ...argv: string[]) {
  const program = join(import.meta.dirname, "../../operate", name, `${name}.ts`);
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: tmpdir(),
    env: { PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}
