import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { Session } from "./start-session.ts";

/** AWS's program that carries the data of a session. */
const PLUGIN = "session-manager-plugin";
/** The last version that takes the token as an argument only, where every user of the machine can read it; as in the AWS CLI. */
const LAST_WITHOUT_VARIABLE = "1.2.497.0";
/** From this variable the plugin takes the answer of StartSession, and deletes it there. */
const VARIABLE = "AWS_SSM_START_SESSION_RESPONSE";
const INSTALL =
  "Install the present one: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html";
/** Time that the plugin has to end by itself, milliseconds. */
const GRACE_MS = 3000;
/** Lines of the plugin that are kept for a report. */
const KEPT_LINES = 5;

/** How the plugin ended. */
export interface PluginEnd {
  /** "exit code 1", or the name of a signal. */
  readonly how: string;
  /** Its last lines, without the token. */
  readonly lastLines: readonly string[];
}

/** A running plugin. */
export interface SessionPlugin {
  readonly ended: Promise<PluginEnd>;
  /** Its last lines so far, without the token. */
  readonly lastLines: () => readonly string[];
  /** Ends it, by force after some seconds. */
  readonly stop: () => Promise<void>;
}

/** @throws CommandRefused when the plugin is missing, or too old to take the token in secret */
export async function checkPlugin(): Promise<void> {
  const version = await versionOf();
  const problem =
    version === undefined
      ? `The program ${PLUGIN} is not on PATH.`
      : isNewer(version, LAST_WITHOUT_VARIABLE)
        ? undefined
        : `The program ${PLUGIN} must be newer than ${LAST_WITHOUT_VARIABLE}, so that the token of a session is no argument of it; it is ${version}.`;
  if (problem !== undefined) throw new CommandRefused([`${problem} ${INSTALL}`], EXIT_CODE.wrong);
}

async function versionOf(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(PLUGIN, ["--version"]);
    return stdout.trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new CommandRefused([`The program ${PLUGIN} does not run: ${code}. ${INSTALL}`], EXIT_CODE.wrong);
  }
}

function isNewer(version: string, than: string): boolean {
  const [a, b] = [version, than].map((each) => each.split(".").map(Number));
  const at = b?.findIndex((part, i) => part !== (a?.[i] ?? 0)) ?? -1;
  return at >= 0 && (a?.[at] ?? 0) > (b?.[at] ?? 0);
}

/**
 * Starts the plugin with the arguments that the AWS CLI gives it. It is in the process group of this command: Ctrl-C and a closed terminal end
 * both. `onLine` receives each line that it writes, without the token.
 */
export function startPlugin(session: Session, region: string, onLine: (line: string) => void): SessionPlugin {
  const { request, response, endpoint } = session;
  const profile = process.env.AWS_PROFILE ?? "";
  const child = spawn(PLUGIN, [VARIABLE, region, "StartSession", profile, JSON.stringify(request), endpoint], {
    env: { ...process.env, [VARIABLE]: JSON.stringify(response) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const read = (stream: Readable) =>
    createInterface({ input: stream }).on("line", (text) => {
      const line = text.replaceAll(response.TokenValue, "***").trim();
      if (line === "") return;
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine(line);
    });
  read(child.stdout);
  read(child.stderr);
  const ended = endOf().then((how): PluginEnd => ({ how, lastLines: [...lines] }));

  async function endOf(): Promise<string> {
    try {
      const [code, signal] = await once(child, "close");
      return signal === null ? `exit code ${code}` : String(signal);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? "an error";
    }
  }

  return {
    ended,
    lastLines: () => [...lines],
    stop: async () => {
      child.kill("SIGINT");
      const force = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(force);
    },
  };
}
