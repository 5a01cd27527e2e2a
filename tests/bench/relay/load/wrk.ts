import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runWrk } from "./run-wrk.ts";

/** The result of a closed loop of requests. */
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
  /** Whole requests, each sent once; without them the url is requested repeatedly. */
  readonly requests?: readonly string[];
  readonly directory: string;
  /** Of long answers, see {@link WrkOptions}. */
  readonly cutAnswersCount?: boolean;
}

/** Sends the file's requests one after the other, or none of its own. */
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
function done(summary)
  io.write("\\nFIGURES{", counts(summary), "}\\n")
end
`;

/** Sends requests as fast as they are answered, from one thread. Rejects when an answer is no success, or a connection breaks. */
export async function load({ requests, ...options }: LoadOptions): Promise<Load> {
  const file = join(options.directory, "requests");
  if (requests) writeFileSync(file, requests.join("\0"), "latin1");
  return runWrk<keyof Load>({ ...options, threads: 1, script: SCRIPT, settings: { REQUESTS: requests ? file : "" } });
}
