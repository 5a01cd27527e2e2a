import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Verdict, VerifpalModel } from "./verifpal-model.ts";

const VERSION = "1.6.7";
const LIMIT_MS = 180_000;

/** How to get the checker. It is never part of what is shipped. */
export const INSTALL = `cargo install verifpal --version ${VERSION} --ignore-rust-version`;

interface Report {
  readonly version: string;
  readonly models: readonly {
    readonly ok: boolean;
    readonly error?: unknown;
    readonly analysis?: {
      readonly queries: readonly {
        readonly query: string;
        readonly resolved: boolean;
        readonly subtype?: string;
        readonly envelope: { readonly exhausted: boolean; readonly summary: string };
      }[];
    };
  }[];
}

/** Where verifpal is: on the PATH, or where cargo puts it; undefined when it is missing. */
export function findVerifpal(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), join(homedir(), ".cargo", "bin")];
  return folders.map((folder) => join(folder, "verifpal")).find((file) => existsSync(file));
}

/**
 * Verifies one model. Resolves with the verdict of each query.
 * Rejects when the model cannot be read, takes over three minutes, or was not searched to the end.
 */
export async function verify(verifpal: string, model: VerifpalModel): Promise<ReadonlyMap<string, Verdict>> {
  const folder = mkdtempSync(join(tmpdir(), "prove-"));
  try {
    const file = join(folder, "model.vp");
    writeFileSync(file, model.text);
    const args = ["verify", file, "--format", "json", "--sessions", String(model.sessions)];
    const options = { timeout: LIMIT_MS, maxBuffer: 64 << 20 };
    // A model with a mistake ends with status 1, but its report is on stdout all the same.
    const failed = (error: { killed?: boolean; stdout?: string }) => {
      if (error.killed) throw new Error(`took more than ${LIMIT_MS / 1000} s`);
      return { stdout: error.stdout ?? "" };
    };
    const { stdout } = await promisify(execFile)(verifpal, args, options).catch(failed);
    return verdicts(JSON.parse(stdout) as Report);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function verdicts(report: Report): ReadonlyMap<string, Verdict> {
  if (report.version !== VERSION) throw new Error(`verifpal must be version "${VERSION}", got "${report.version}": ${INSTALL}`);
  const [model] = report.models;
  if (!model?.ok || !model.analysis) throw new Error(`verifpal refuses the model: ${JSON.stringify(model)}`);
  return new Map(
    model.analysis.queries.map(({ query, resolved, subtype, envelope }) => {
      if (!resolved && !envelope.exhausted) throw new Error(`"${query}" is open: ${envelope.summary}`);
      const replay = subtype?.startsWith("duplicate acceptance") ?? false;
      return [query, resolved ? (replay ? "replay" : "attack") : "pass"] as const;
    }),
  );
}
