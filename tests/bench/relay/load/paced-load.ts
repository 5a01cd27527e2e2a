import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runWrk } from "./run-wrk.ts";

/** The result of requests at a fixed rate. */
export interface PacedLoad {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Requests a second. Lower than requested when the core of the load is full, or when answers take very long. */
  readonly rate: number;
}

export interface PacedLoadOptions {
  readonly core: number;
  readonly url: string;
  /** Requests a second. */
  readonly rate: number;
  /** Whole. The first {@link LEAD_MS} of them only connect. */
  readonly seconds: number;
  /** Whole requests without a body, each sent once; at least {@link requestsFor} of them. Without them the url is requested repeatedly. */
  readonly requests?: readonly string[];
  readonly directory: string;
}

/**
 * wrk counts the milliseconds of a delay in whole ones of its thread's clock, so that the connections of a thread tend to send
 * together, in one burst a millisecond. Threads do not know of each other: with few connections in each, that does not show.
 */
const THREADS = 64;
const CONNECTIONS = 4 * THREADS;
/** All connections are open and at rest before the first request. */
export const LEAD_MS = 500;

/** Each thread sends its own part of the file's requests. The moments are the same ones in each run. */
const SCRIPT = `
local threads, connections = tonumber(os.getenv("THREADS")), tonumber(os.getenv("CONNECTIONS"))
local mean, lead = 1000 * connections / tonumber(os.getenv("RATE")), tonumber(os.getenv("LEAD_MS"))
local requests, plain, delays, sent, all, started = nil, nil, 0, 0, nil, 0

function setup(thread)
  thread:set("number", started)
  if os.getenv("REQUESTS") ~= "" then
    if not all then
      all = {}
      for each in io.open(os.getenv("REQUESTS"), "rb"):read("*a"):gmatch(".-\\r\\n\\r\\n") do all[#all + 1] = each end
    end
    local share = math.floor(#all / threads)
    thread:set("part", table.concat(all, "", started * share + 1, (started + 1) * share))
  end
  started = started + 1
end

function init()
  math.randomseed(number)
  plain = wrk.format()
  if not part then return end
  requests = {}
  for each in part:gmatch(".-\\r\\n\\r\\n") do requests[#requests + 1] = each end
end

function delay()
  delays = delays + 1
  -- The fraction is cut off: what is added makes up for it, on average.
  local wait = -math.log(1 - math.random()) * mean + math.random()
  return delays * threads <= connections and lead + wait or wait
end

function request()
  if not requests then return plain end
  sent = sent + 1
  if sent >= #requests then wrk.thread:stop() end
  return requests[math.min(sent, #requests)]
end

function done(summary, latency)
  local seconds = summary.duration / 1e6 - lead / 1e3
  io.write("\\nFIGURES{", counts(summary), string.format(',"p50":%f,"p99":%f,"rate":%f}\\n',
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.requests / seconds))
end
`;

/**
 * Sends requests at random moments, close to a Poisson process: each of many connections waits for a time that is exponentially
 * distributed, sends, and waits again once it has the answer. A latency counts from the sending to the end of the answer; what the
 * load itself is late does not count. A slow answer holds back its own connection alone, of 256: the others go on and meet the
 * same queue, so that a pause of the proxy counts for all who come meanwhile. That is not quite an open loop: where answers take a
 * good part of the time that a connection waits (256 / rate: 64 ms at 4000 a second), fewer requests are sent than intended,
 * which `rate` shows, and for an answer twice as long wrk adds those that would have come. Nothing spins.
 */
export async function pacedLoad({ requests, rate, ...options }: PacedLoadOptions): Promise<PacedLoad> {
  const file = join(options.directory, "paced-requests");
  if (requests) writeFileSync(file, requests.join(""), "latin1");
  const settings = { THREADS, CONNECTIONS, RATE: rate, LEAD_MS, REQUESTS: requests ? file : "" };
  return runWrk<keyof PacedLoad>({ ...options, threads: THREADS, connections: CONNECTIONS, script: SCRIPT, settings });
}

/** How many suffice, as each thread needs its own and some send more than others: five standard deviations above the average. */
export function requestsFor({ rate, seconds }: Pick<PacedLoadOptions, "rate" | "seconds">): number {
  const each = (rate * seconds) / THREADS;
  return THREADS * Math.ceil(each + 5 * Math.sqrt(each));
}
