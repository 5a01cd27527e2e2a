import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

export const REPOSITORY = "example/xmpro-aws";
export const BOT = "github-actions[bot]";

const hasGh = (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "gh")));

/** What is missing for the tests that run the real GitHub CLI. */
export const MISSING_GH = hasGh ? undefined : "gh is missing: apt-get install gh";

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string };
}

export interface FakeIssue {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  state_reason?: string;
  readonly user: { readonly login: string };
  readonly pull_request?: object;
  readonly comments: FakeComment[];
}

interface Refusal {
  readonly status: number;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a test makes GitHub do with a request before it answers. */
type Before = (request: { readonly method: string; readonly path: string }) => Refusal | undefined | Promise<Refusal | undefined>;

/**
 * GitHub's API, as far as the commands use it, as a real HTTP server that the real gh asks: gh sends its requests to a Unix socket when its
 * configuration says so.
 */
export class FakeGitHub {
  readonly issues: FakeIssue[] = [];
  readonly pulls: object[] = [];
  readonly runs = new Map<number, object>();
  /** Archives by run. */
  readonly artifacts = new Map<
    number,
    { readonly id: number; readonly name: string; readonly archive: Buffer; size?: number }[]
  >();
  /** "PATCH /issues/comments/7" for each request that changes something. */
  readonly written: string[] = [];
  before: Before = () => undefined;
  private nextId = 1000;
  private readonly folder: string;
  private readonly server = createServer((request, response) => this.answer(request, response));

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async start(): Promise<FakeGitHub> {
    const folder = mkdtempSync(join(tmpdir(), "github-"));
    const github = new FakeGitHub(folder);
    const socket = join(folder, "api.sock");
    await once(github.server.listen(socket), "listening");
    writeFileSync(join(folder, "config.yml"), `http_unix_socket: ${socket}\n`);
    return github;
  }

  /** The environment in which gh asks this server. */
  get environment(): Readonly<Record<string, string>> {
    return { GH_CONFIG_DIR: this.folder, GH_TOKEN: "a-token", GITHUB_REPOSITORY: REPOSITORY };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An issue or pull request, with its comments. */
  addIssue(number: number, issue: Partial<FakeIssue> = {}): FakeIssue {
    const added = { number, title: "", body: "", state: "open", user: { login: "octocat" }, comments: [], ...issue } as FakeIssue;
    this.issues.push(added);
    return added;
  }

  comment(issue: FakeIssue, body: string, login = BOT): FakeComment {
    this.nextId += 1;
    const comment = { id: this.nextId, body, user: { login } };
    issue.comments.push(comment);
    return comment;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const url = new URL(request.url ?? "/", "https://api.github.com");
    const method = request.method ?? "";
    const send = (status: number, answer: unknown, headers: Readonly<Record<string, string>> = {}) => {
      const bytes = Buffer.isBuffer(answer) ? answer : Buffer.from(answer === undefined ? "" : JSON.stringify(answer));
      response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(bytes);
    };
    // The archives of artifacts are in a storage of another name, which gets no token.
    if (request.headers.host === "storage.example.com") {
      const archive = [...this.artifacts.values()].flat().find(({ id }) => url.pathname === `/${id}`)?.archive;
      return request.headers.authorization === undefined && archive !== undefined ? send(200, archive) : send(403, {});
    }
    const path = url.pathname.replace(`/repos/${REPOSITORY}`, "");
    if (path === url.pathname || request.headers.authorization !== "token a-token") return send(404, { message: "Not Found" });
    const refusal = await this.before({ method, path: path + url.search });
    if (refusal !== undefined) return send(refusal.status, { message: refusal.message ?? "Refused" }, refusal.headers);
    if (method !== "GET") this.written.push(`${method} ${path}`);
    const result = this.result(method, path, url.searchParams, body === "" ? {} : JSON.parse(body));
    if (result === undefined) return send(404, { message: "Not Found" });
    if ("location" in result) return send(302, undefined, { location: result.location });
    return send(result.status, result.answer);
  }

  private result(method: string, path: string, query: URLSearchParams, body: Record<string, string>): Result | undefined {
    const page = (list: readonly unknown[]) => {
      const [size, number] = [Number(query.get("per_page") ?? 30), Number(query.get("page") ?? 1)];
      return ok(list.slice((number - 1) * size, number * size));
    };
    // GitHub counts characters.
    if ((body.body?.length ?? 0) > 65_536)
      return { status: 422, answer: { message: "Body is too long (maximum is 65536 characters)" } };
    const [, first, second, third, fourth] = path.split("/");
    if (first === "pulls") return page(this.pulls.filter((pull) => matches(pull, query)));
    if (first === "actions" && second === "runs" && fourth === undefined) return ok(this.runs.get(Number(third)));
    if (first === "actions" && second === "runs") {
      const artifacts = this.artifacts.get(Number(third)) ?? [];
      return ok({
        total_count: artifacts.length,
        artifacts: artifacts.map(({ id, name, archive, size }) => ({
          id,
          name,
          expired: false,
          size_in_bytes: size ?? archive.length,
        })),
      });
    }
    if (first === "actions") return { location: `https://storage.example.com/${third}` };
    if (first !== "issues") return undefined;
    if (second === "comments") return this.changeComment(method, Number(third), body);
    if (second === undefined && method === "GET") return page(this.issues.filter(({ state }) => state === query.get("state")));
    if (second === undefined) {
      const number = Math.max(0, ...this.issues.map((issue) => issue.number)) + 1;
      return created(this.addIssue(number, { title: body.title ?? "", body: body.body ?? "", user: { login: BOT } }));
    }
    const issue = this.issues.find(({ number }) => number === Number(second));
    if (issue === undefined) return undefined;
    if (third === "comments") return method === "GET" ? page(issue.comments) : created(this.comment(issue, body.body ?? ""));
    return ok(Object.assign(issue, body));
  }

  private changeComment(method: string, id: number, { body = "" }: Record<string, string>): Result | undefined {
    for (const { comments } of this.issues) {
      const index = comments.findIndex((comment) => comment.id === id);
      const comment = comments[index];
      if (comment === undefined) continue;
      if (method === "DELETE") {
        comments.splice(index, 1);
        return { status: 204, answer: undefined };
      }
      return ok(Object.assign(comment, { body }));
    }
    return undefined;
  }
}

type Result = { readonly status: number; readonly answer: unknown } | { readonly location: string };

const ok = (answer: unknown): Result | undefined => (answer === undefined ? undefined : { status: 200, answer });
const created = (answer: unknown): Result => ({ status: 201, answer });

/** GitHub takes `head` as "owner:branch". */
function matches(pull: object, query: URLSearchParams): boolean {
  const { state, head } = pull as { state: string; head: { label: string } };
  return state === query.get("state") && head.label === query.get("head");
}
