import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runPinned } from "./pinned-process.ts";

/** What a closed loop of requests came to. */
export interface Load {
  readonly requests: number;
  /** Bytes received, heads included. */
  readonly bytes: number;
}

export interface LoadOptions {
  readonly core: number;
  readonly url: string;
  readonly connections: number;
  /** Whole. */
  readonly seconds: number;
  /** Whole requests, each sent once; without them the url is asked again and again. */
  readonly requests?: readonly string[];
  readonly directory: string;
}

/** Sends the file's requests one after the other, or none of its own, and prints the figures as JSON. */
const SCRIPT = `
local requests, plain, sent = nil, nil, 0
function init()
  plain = wrk.format()
  if os.getenv("REQUESTS") == "" then return end
  requests = {}
  local file = io.open(os.getenv("REQUESTS"), "rb")
  for each in (file:read("*a") .. "\\0"):gmatch("(.-)%z") do requests[#requests + 1] = each end
end
function request()
  if not requests then return plain end
  sent = sent + 1
  if sent >= #requests then wrk.thread:stop() end
  return requests[math.min(sent, #requests)]
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('\\nFIGURES{"requests":%d,"bytes":%d,"refused":%d,"broken":%d}\\n',
    summary.requests, summary.bytes, e.status, e.connect + e.read + e.write))
end
`;

/** Runs wrk with one thread. Rejects when an answer is no success, or a connection breaks. */
export async function load(options: LoadOptions): Promise<Load> {
  const { core, url, connections, seconds, requests, directory } = options;
  const script = join(directory, "load.lua");
  const file = join(directory, "requests");
  writeFileSync(script, SCRIPT);
  if (requests) writeFileSync(file, requests.join("\0"), "latin1");
  const environment = ["env", `REQUESTS=${requests ? file : ""}`];
  const wrk = ["wrk", "-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "-s", script, url];
  const output = await runPinned(core, [...environment, ...wrk]);
  const figures = JSON.parse(/FIGURES(.*)/.exec(output)?.[1] ?? "{}") as Record<string, number>;
  const { requests: count = 0, bytes = 0, refused, broken } = figures;
  if (refused !== 0 || broken !== 0 || count === 0) {
    throw new Error(`${url}: ${refused} answers were no success, ${broken} connections broke, ${count} requests were answered`);
  }
  return { requests: count, bytes };
}
