import { WEB_ACL_GROUPS } from "../../infra/relay/traffic/web-acl-groups.ts";
import { prod } from "../../stacks/prod.ts";

/** One assumption of the load model, and its source. */
export interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly what: string;
  readonly source: string;
}

const SHIPPED = "`stacks/prod.ts`";
const assumed = "assumed";

/** What a request and its client cost. Change a value, and the tables of `relay-service/LOAD.md` with it (`node tests/bench/load-tables.ts`). */
export const ASSUMPTIONS = {
  cpuOfRequest: {
    value: 160,
    unit: "µs",
    what: "CPU time of the relay for a sealed GET with an answer of 1 KB",
    source: "`npm run bench`, one core of the 2 GHz class, plain Redis and upstream; a vCPU of Fargate was not measured",
  },
  cpuOfPairing: {
    value: 500,
    unit: "µs",
    what: "CPU time of the relay for a pairing",
    source: "assumed: 140 for the key agreement and the signature, the rest for HTTP",
  },
  cpuTarget: {
    value: 60,
    unit: "%",
    what: "CPU utilisation of a task above which autoscaling adds one",
    source: "`infra/relay/service/autoscaling.ts`",
  },
  taskProcessors: { value: prod.relayCpu / 1024, unit: "vCPU", what: "CPU of a task (x86)", source: SHIPPED },
  taskMemory: { value: prod.relayMemory / 1024, unit: "GB", what: "memory of a task", source: SHIPPED },
  leastTasks: { value: prod.relayMinTasks, unit: "tasks", what: "minimum number of tasks", source: SHIPPED },
  requestsPerTarget: {
    value: prod.relayRequestsPerTarget,
    unit: "requests a minute",
    what: "requests to a task above which autoscaling adds one",
    source: SHIPPED,
  },
  zones: {
    value: prod.availabilityZones,
    unit: "zones",
    what: "availability zones, each with an address of the load balancer",
    source: SHIPPED,
  },
  webAclRules: {
    value: Object.keys(WEB_ACL_GROUPS).length,
    unit: "rule groups",
    what: "AWS managed rule groups in the relay's web ACL",
    source: "`infra/relay/traffic/web-acl-groups.ts`",
  },
  upstreamTime: { value: 200, unit: "ms", what: "duration of a request, most of it at the API", source: assumed },
  requestBytes: {
    value: 1200,
    unit: "bytes",
    what: "size of a sealed GET, with the headers of a browser",
    source: "600 measured from Node's client, as much again assumed for a browser's headers",
  },
  answerBytes: { value: 1800, unit: "bytes", what: "size of its sealed answer of 1 KB", source: "measured: 1764" },
  upstreamBytes: {
    value: 1700,
    unit: "bytes",
    what: "size of the same request and answer between relay and API",
    source: assumed,
  },
  clientRequests: { value: 0.1, unit: "requests a second", what: "rate of one client", source: assumed },
  pairsOfClient: {
    value: 1.4,
    unit: "pairs",
    what: "pairs of one client in the cache",
    source: "a successor after 45 minutes, records for 62",
  },
  pairingEvery: {
    value: 2700,
    unit: "s",
    what: "time between two pairings of a client",
    source: "`client/message/pair.ts`: at three quarters of an hour",
  },
  pairBytes: {
    value: 1424,
    unit: "bytes",
    what: "size of a pair in the cache, which never grows",
    source: "measured: `used_memory` of redis-server 7 with 16,000 pairs",
  },
  ecpuLeast: {
    value: 1,
    unit: "ECPU",
    what: "for a request (one `EVALSHA`), if AWS counts only its 0.3 KB of data",
    source: "1 ECPU for each KB begun",
  },
  ecpuOfRequest: {
    value: 15,
    unit: "ECPU",
    what: "for a request, if AWS counts its CPU time",
    source:
      "measured: 14.4 µs for `EVALSHA` and 1.0 µs for `GET` in redis-server 7; AWS counts the higher of data and CPU time, and does not say how it measures",
  },
  ecpuOfPairing: { value: 4, unit: "ECPU", what: "for a pairing (one `SET`)", source: "measured: 3.2 µs" },
  requestsOfConnection: { value: 20, unit: "requests", what: "requests of a client on one connection", source: assumed },
  connectionTime: { value: 60, unit: "s", what: "life of a client's connection", source: assumed },
  failures: {
    value: 0.1,
    unit: "%",
    what: "share of requests that fail. Only these are logged at the level `info`",
    source: assumed,
  },
  logLine: { value: 250, unit: "bytes", what: "length of a log line", source: assumed },
} as const satisfies Record<string, Assumption>;

const isValkey = prod.relayCacheEngine === "valkey";

/** US dollars: list prices on demand in us-east-1 as of 2026, to be verified in AWS's calculator. */
export const PRICES = {
  vcpuHour: { dollars: 0.04048, what: "a vCPU of Fargate (x86), an hour" },
  memoryGbHour: { dollars: 0.004445, what: "a GB of its memory, an hour" },
  balancerHour: { dollars: 0.0225, what: "a load balancer, an hour" },
  lcuHour: { dollars: 0.008, what: "an LCU, an hour: 25 new connections a second, 3000 open ones, or 1 GB an hour" },
  addressHour: { dollars: 0.005, what: "a public IPv4 address, an hour" },
  natGb: { dollars: 0.045, what: "a GB through a NAT gateway" },
  outGb: { dollars: 0.09, what: "a GB to the internet, up to 10 TB a month; less above" },
  cacheGbHour: {
    dollars: isValkey ? 0.084 : 0.125,
    what: `a GB in the cache, an hour; ${isValkey ? "0.1" : "1"} GB at least`,
  },
  ecpuMillion: { dollars: isValkey ? 0.0023 : 0.0034, what: "a million ECPU" },
  logGb: { dollars: 0.5, what: "a GB of logs" },
  endpointHour: { dollars: 0.01, what: "an interface endpoint in one zone, an hour" },
  webAclMonth: { dollars: 5, what: "a web ACL, a month" },
  webAclRuleMonth: { dollars: 1, what: "a rule or rule group of a web ACL, a month" },
  wafMillion: { dollars: 0.6, what: "a million requests through a web ACL" },
} as const satisfies Record<string, { readonly dollars: number; readonly what: string }>;

/** GB of the cache that are paid for at least. */
export const LEAST_CACHE_GB = isValkey ? 0.1 : 1;
