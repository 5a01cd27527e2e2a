import { ASSUMPTIONS, LEAST_CACHE_GB, PRICES } from "./load-assumptions.ts";

/** The assumptions' values alone. */
export type Figures = { readonly [Name in keyof typeof ASSUMPTIONS]: number };
export type Prices = { readonly [Name in keyof typeof PRICES]: number };

/** What one load needs and costs. Dollars are for a month of 730 hours. */
export interface LoadCost {
  /** Processors that all relays use together. */
  readonly processors: number;
  readonly tasksByCpu: number;
  readonly tasks: number;
  /** 0 to 1: of the processors of all tasks. */
  readonly utilisation: number;
  readonly inFlightOfTask: number;
  readonly clients: number;
  readonly pairingsPerSecond: number;
  /** A second: when AWS counts data alone, and when it counts CPU time. */
  readonly ecpu: { readonly least: number; readonly reckoned: number };
  readonly cacheGb: number;
  readonly lcu: number;
  readonly dollars: Readonly<
    Record<"tasks" | "cache" | "balancer" | "webAcl" | "nat" | "out" | "logs" | "total" | "million", number>
  >;
  /** Additional cost when it is enabled. */
  readonly extra: { readonly endpoints: number };
}

const HOURS = 730;
const SECONDS = HOURS * 3600;
const GB = 1e9;
/** Of interface endpoints that the relay needs: ecr.api, ecr.dkr, logs, ssm. */
const ENDPOINTS = 4;

export const DOLLARS = Object.fromEntries(Object.entries(PRICES).map(([name, { dollars }]) => [name, dollars])) as Prices;
export const FIGURES = Object.fromEntries(Object.entries(ASSUMPTIONS).map(([name, { value }]) => [name, value])) as Figures;

/** Cost of `requests` sealed GETs a second, all month. */
export function loadModel(requests: number, given: Figures = FIGURES, prices: Prices = DOLLARS): LoadCost {
  const clients = requests / given.clientRequests;
  const pairings = clients / given.pairingEvery;
  const processors = (requests * given.cpuOfRequest + pairings * given.cpuOfPairing) / 1e6;
  const tasksByCpu = Math.ceil(processors / ((given.cpuTarget / 100) * given.taskProcessors));
  const tasks = Math.max(given.leastTasks, tasksByCpu, Math.ceil((requests * 60) / given.requestsPerTarget));
  const ecpu = {
    least: requests * given.ecpuLeast + pairings * given.ecpuOfPairing,
    reckoned: requests * given.ecpuOfRequest + pairings * given.ecpuOfPairing,
  };
  const cacheGb = (clients * given.pairsOfClient * given.pairBytes) / GB;
  const connections = requests / given.requestsOfConnection;
  const lcu = Math.max(
    connections / 25,
    (connections * given.connectionTime) / 3000,
    (requests * 3600 * (given.requestBytes + given.answerBytes)) / GB,
  );

  const taskHour = given.taskProcessors * prices.vcpuHour + given.taskMemory * prices.memoryGbHour;
  const millions = (requests * SECONDS) / 1e6;
  const gb = (bytes: number) => (requests * SECONDS * bytes) / GB;
  const parts = {
    tasks: tasks * taskHour * HOURS,
    cache: (Math.max(cacheGb, LEAST_CACHE_GB) * prices.cacheGbHour + ((ecpu.reckoned * 3600) / 1e6) * prices.ecpuMillion) * HOURS,
    balancer: (prices.balancerHour + lcu * prices.lcuHour + given.zones * prices.addressHour) * HOURS,
    webAcl: prices.webAclMonth + given.webAclRules * prices.webAclRuleMonth + millions * prices.wafMillion,
    nat: gb(given.upstreamBytes) * prices.natGb,
    out: gb(given.answerBytes) * prices.outGb,
    logs: gb((given.failures / 100) * given.logLine) * prices.logGb,
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return {
    processors,
    tasksByCpu,
    tasks,
    utilisation: processors / (tasks * given.taskProcessors),
    inFlightOfTask: (requests * given.upstreamTime) / 1000 / tasks,
    clients,
    pairingsPerSecond: pairings,
    ecpu,
    cacheGb,
    lcu,
    dollars: { ...parts, total, million: total / millions },
    extra: { endpoints: ENDPOINTS * given.zones * prices.endpointHour * HOURS },
  };
}

/** Requests a second that one cap of the cache allows, when AWS counts CPU time, and when it counts data alone. */
export function requestsWithin(
  ecpuPerSecond: number,
  given: Figures = FIGURES,
): { readonly reckoned: number; readonly most: number } {
  const pairing = given.ecpuOfPairing / given.clientRequests / given.pairingEvery;
  return {
    reckoned: Math.floor(ecpuPerSecond / (given.ecpuOfRequest + pairing)),
    most: Math.floor(ecpuPerSecond / (given.ecpuLeast + pairing)),
  };
}
