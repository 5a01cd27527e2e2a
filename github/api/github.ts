import { spawn } from "node:child_process";
import { once } from "node:events";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { printable } from "../../operate/command-line/printable.ts";
import { type Answer, readAnswer } from "./answer.ts";
import { refusalOf } from "./refusal.ts";

/** GitHub's largest page of a list. */
const PAGE_SIZE = 100;
/** 5000 entries: more comments than a pull request can be read with. */
const MAX_PAGES = 50;
/** No JSON document that a command asks for is larger. */
const MAX_JSON_BYTES = 16 * 1024 * 1024;

/**
 * GitHub's REST API for one repository, through `gh api`: it knows where a laptop and a workflow keep the token, so this project never reads
 * one. No shell is involved: a branch's name is an argument, whatever it holds.
 */
export class GitHub {
  private readonly repository: string;

  /** @param repository "owner/name" */
  constructor(repository: string) {
    this.repository = repository;
  }

  /** The JSON document at a path below the repository, such as "/pulls/7". */
  async get(path: string): Promise<unknown> {
    return json(await this.ask("GET", path, MAX_JSON_BYTES));
  }

  /** A file, such as an artifact's archive. Throws when it is larger than `maxBytes`. */
  async download(path: string, maxBytes: number): Promise<Buffer> {
    return (await this.ask("GET", path, maxBytes)).body;
  }

  /** All entries of a list. */
  async list(path: string): Promise<readonly unknown[]> {
    const entries: unknown[] = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const batch = await this.get(`${path}${path.includes("?") ? "&" : "?"}per_page=${PAGE_SIZE}&page=${page}`);
      if (!Array.isArray(batch)) throw new CouldNotLook(`GitHub answered ${path} with something that is no list.`);
      entries.push(...batch);
      if (batch.length < PAGE_SIZE) return entries;
    }
    throw new CouldNotLook(`GitHub has more than ${MAX_PAGES * PAGE_SIZE} entries at ${path}: the command does not read them all.`);
  }

  /** @param accepted statuses that are no failure here, such as 404 for what another run may have deleted */
  async send(method: "POST" | "PATCH", path: string, body: object, accepted: readonly number[] = []): Promise<unknown> {
    return json(await this.ask(method, path, MAX_JSON_BYTES, body, accepted));
  }

  /** Deletes what may be gone already: another run may have done the same. */
  async remove(path: string): Promise<void> {
    await this.ask("DELETE", path, MAX_JSON_BYTES, undefined, [404]);
  }

  private async ask(
    method: string,
    path: string,
    maxBytes: number,
    body?: object,
    accepted: readonly number[] = [],
  ): Promise<Answer> {
    const { output, errors } = await runGh(
      ["api", "--include", "--method", method, ...(body === undefined ? [] : ["--input", "-"]), `repos/${this.repository}${path}`],
      body === undefined ? "" : JSON.stringify(body),
      maxBytes,
    );
    const answer = readAnswer(output);
    // Without an answer of GitHub, gh itself says why: no token, no network.
    if (answer === undefined)
      throw new CouldNotLook(`GitHub could not be asked (${method} ${path}): ${firstLine(errors) || "gh gave no reason"}`);
    const refusal = refusalOf(answer, `${method} ${path}`);
    if (refusal !== undefined && !accepted.includes(answer.status)) throw new CouldNotLook(refusal);
    return answer;
  }
}

/** Runs gh and gives what it wrote. Its exit code says less than the status that `--include` prints. */
async function runGh(args: readonly string[], input: string, maxBytes: number): Promise<{ output: Buffer; errors: string }> {
  const child = spawn("gh", args, { stdio: "pipe", env: { ...process.env, GH_PROMPT_DISABLED: "1", NO_COLOR: "1" } });
  const output: Buffer[] = [];
  let [size, errors] = [0, ""];
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    output.push(chunk);
    // The head of the answer is some kilobytes.
    if (size > maxBytes + 64 * 1024) child.kill("SIGKILL");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk;
  });
  // gh may have ended before it has read all of it.
  child.stdin.on("error", () => undefined).end(input);
  try {
    await once(child, "close");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new CouldNotLook("The command asks GitHub through its CLI, and there is no gh on PATH. Install it: https://cli.github.com");
  }
  if (size > maxBytes + 64 * 1024)
    throw new CouldNotLook(`GitHub's answer is larger than ${maxBytes} bytes, which the command does not take.`);
  return { output: Buffer.concat(output), errors };
}

function json({ body }: Answer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new CouldNotLook("GitHub's answer is no JSON document.");
  }
}

function firstLine(text: string): string {
  return printable(text.split("\n")[0] ?? "").slice(0, 300);
}
