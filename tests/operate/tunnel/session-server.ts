import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What lets whoever has it use the session. It must be nowhere but in the plugin's environment. */
export const TOKEN = "sentinel-token-of-the-session";

/** STS, Elastic Beanstalk and Session Manager on loopback, as far as a tunnel asks them. */
export class SessionServer {
  /** Instances by environment. */
  readonly instances = new Map<string, readonly string[]>();
  readonly healthy = new Set<string>();
  /** Instances that Session Manager reaches. */
  readonly connected = new Set<string>();
  /** Names and bodies of what Session Manager was asked. */
  readonly sessions: { readonly action: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
  /** What Session Manager answers to an action in place of an answer: error name and message. */
  readonly refusals = new Map<string, readonly [string, string]>();
  /** Emits the name of each action of Session Manager that was answered. */
  readonly answered = new EventEmitter();
  readonly #account: string;
  readonly #server = createServer(async (request, response) => {
    const body = await text(request);
    const target = request.headers["x-amz-target"];
    const [status, answer] = typeof target === "string" ? this.#ssm(target, body) : [200, this.#query(new URLSearchParams(body))];
    response.writeHead(status, { "content-type": status === 200 ? "text/xml" : "application/x-amz-json-1.1" }).end(answer);
  });

  constructor(account: string) {
    this.#account = account;
  }

  /** @returns its URL */
  async start(): Promise<string> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Sessions that were started and not terminated. */
  open(): string[] {
    const ids = (action: string) => this.sessions.filter((each) => each.action === action).map(({ body }) => body.SessionId);
    return this.sessions
      .filter(({ action }) => action === "StartSession")
      .map(({ body }) => `session-of-${body.Target}`)
      .filter((id) => !ids("TerminateSession").includes(id));
  }

  #ssm(target: string, json: string): [number, string] {
    const action = target.replace("AmazonSSM.", "");
    const body = JSON.parse(json) as Record<string, unknown>;
    const refuse = (name: string, message: string): [number, string] => [400, JSON.stringify({ __type: name, message })];
    const refusal = this.refusals.get(action);
    if (refusal) return refuse(...refusal);
    if (action === "StartSession" && !this.connected.has(String(body.Target)))
      return refuse("TargetNotConnected", `${body.Target} is not connected.`);
    this.sessions.push({ action, body });
    this.answered.emit(action);
    const SessionId = `session-of-${body.Target}`;
    return [200, JSON.stringify({ SessionId, TokenValue: TOKEN, StreamUrl: "wss://127.0.0.1:9/v1/data-channel/1" })];
  }

  #query(query: URLSearchParams): string {
    const action = query.get("Action");
    const environment = query.get("EnvironmentName") ?? "";
    const answer = (inner: string) => `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`;
    const list = (name: string, ids: readonly string[], member: (id: string) => string) =>
      `<${name}>${ids.map((id) => `<member>${member(id)}</member>`).join("")}</${name}>`;
    const ids = this.instances.get(environment) ?? [];
    switch (action) {
      case "GetCallerIdentity":
        return answer(`<Account>${this.#account}</Account>`);
      case "DescribeEnvironmentResources":
        return answer(`<EnvironmentResources>${list("Instances", ids, (id) => `<Id>${id}</Id>`)}</EnvironmentResources>`);
      case "DescribeInstancesHealth":
        return answer(
          list(
            "InstanceHealthList",
            ids,
            (id) => `<InstanceId>${id}</InstanceId><HealthStatus>${this.healthy.has(id) ? "Ok" : "Severe"}</HealthStatus>`,
          ),
        );
      default:
        throw new Error(`a tunnel does not ask ${action}`);
    }
  }
}
