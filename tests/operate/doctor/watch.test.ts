import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const PROGRAM = join(import.meta.dirname, "watch-program.ts");
const [ENTER, LEAVE] = ["\x1b[?1049h", "\x1b[?1049l"];

/** The command on a terminal of its own: `script` (util-linux) opens a pseudoterminal, and passes on what is typed and what is drawn. */
function onTerminal(rows: number) {
  const child = spawn("script", ["-qfec", `stty rows ${rows} cols 200; exec "${process.execPath}" "${PROGRAM}"`, "/dev/null"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, TERM: "xterm" },
  });
  let drawn = "";
  let wanted = { text: "\0", seen: () => {} };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    drawn += text;
    if (drawn.includes(wanted.text)) wanted.seen();
  });
  return {
    sees: (text: string) =>
      new Promise<void>((seen, reject) => {
        wanted = { text, seen };
        child.once("close", () => reject(new Error(`it ended before it drew ${JSON.stringify(text)}: ${drawn}`)));
        if (drawn.includes(text)) seen();
      }),
    types: (text: string) => void child.stdin.write(text),
    ended: async () => {
      if (child.exitCode === null) await once(child, "close");
      return { code: child.exitCode, drawn };
    },
  };
}

describe.skipIf(process.platform !== "linux").concurrent("npm run doctor -- --watch", () => {
  it("draws again what has changed, ends with q, and leaves the last report on the terminal as it was", async () => {
    const terminal = onTerminal(60);
    await terminal.sees("xmpro-nonprod-database is available.");
    await terminal.sees("xmpro-nonprod-database is stopped");
    await terminal.sees("aws rds start-db-instance");
    terminal.types("q");
    const { code, drawn } = await terminal.ended();
    const [, screen = "", after = ""] = drawn.split(new RegExp(`${escaped(ENTER)}|${escaped(LEAVE)}`));
    expect(code).toBe(1);
    expect(screen).toContain("Every 5 s. q ends");
    expect(after).toContain("xmpro-nonprod-database is stopped");
    expect(after).toContain("Left out: Drift, Relay.");
  }, 60_000);

  it("draws first what is wrong where not all of it fits, and always how to end it", async () => {
    const terminal = onTerminal(8);
    await terminal.sees("0 wrong, 0 unknown");
    await terminal.sees("… ");
    await terminal.sees("xmpro-nonprod-database is stopped");
    await terminal.sees("Every 5 s. q ends");
    terminal.types("q");
    const { code, drawn } = await terminal.ended();
    const screens = drawn
      .split("\x1b[H")
      .slice(1)
      .map((screen) => (screen.split("\x1b[J")[0] ?? "").split("\r\n").length - 1);
    expect([code, Math.max(...screens)]).toEqual([1, 7]);
  }, 60_000);

  it("ends with Ctrl-C while it waits", async () => {
    const terminal = onTerminal(60);
    await terminal.sees("q ends");
    await terminal.sees("0 wrong, 0 unknown");
    terminal.types("\x03");
    const { code, drawn } = await terminal.ended();
    expect([code, drawn]).toEqual([0, expect.stringContaining(LEAVE)]);
  }, 60_000);
});

const escaped = (text: string) => text.replace(/[[?]/g, "\\$&");
