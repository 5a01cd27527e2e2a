/** `node tests/bench/load-tables.ts`: prints the tables of `relay-service/LOAD.md`. */
import { VARIABLES } from "../../relay-service/src/contract.ts";
import { nonprod } from "../../stacks/nonprod.ts";
import { prod } from "../../stacks/prod.ts";
import { ASSUMPTIONS, PRICES } from "./load-assumptions.ts";
import { FIGURES, type LoadCost, loadModel, requestsWithin } from "./load-model.ts";

const LOADS = [100, 1000, 10_000];
const whole = (value: number) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, " ");
const dollars = (value: number) => (value < 1 ? "< 1" : whole(value));

/** What each load needs and costs, as Markdown. */
function loadTable(): string {
  const costs = LOADS.map((requests) => loadModel(requests));
  const row = (what: string, of: (cost: LoadCost) => string) => `| ${[what, ...costs.map(of)].join(" | ")} |`;
  return [
    `| requests a second | ${LOADS.map(whole).join(" | ")} |`,
    "| --- | ---: | ---: | ---: |",
    row("vCPUs in use", ({ processors }) => processors.toFixed(2)),
    row("tasks needed for the CPU", ({ tasksByCpu }) => `${tasksByCpu}`),
    row("tasks with prod's settings", ({ tasks }) => `${tasks}`),
    row("CPU utilisation of these tasks", ({ utilisation }) => `${(utilisation * 100).toFixed(0)} %`),
    row("requests in flight in a task", ({ inFlightOfTask }) => whole(inFlightOfTask)),
    row("clients", ({ clients }) => whole(clients)),
    row("pairings a second", ({ pairingsPerSecond }) => pairingsPerSecond.toFixed(1)),
    row("ECPU a second, by data alone", ({ ecpu }) => whole(ecpu.least)),
    row("ECPU a second, by CPU time", ({ ecpu }) => whole(ecpu.reckoned)),
    row("pairs in the cache, GB", ({ cacheGb }) => cacheGb.toFixed(3)),
    row("LCU of the load balancer", ({ lcu }) => lcu.toFixed(1)),
    row("**dollars a month:** tasks", (cost) => dollars(cost.dollars.tasks)),
    row("cache, by CPU time", (cost) => dollars(cost.dollars.cache)),
    row("load balancer and its addresses", (cost) => dollars(cost.dollars.balancer)),
    row("web ACL (`webAcl`, on in prod)", (cost) => dollars(cost.dollars.webAcl)),
    row("traffic through NAT to the API", (cost) => dollars(cost.dollars.nat)),
    row("traffic to the internet", (cost) => dollars(cost.dollars.out)),
    row("logs", (cost) => dollars(cost.dollars.logs)),
    row("**total**", (cost) => `**${dollars(cost.dollars.total)}**`),
    row("per million requests", (cost) => cost.dollars.million.toFixed(2)),
    row("total without the web ACL", (cost) => dollars(cost.dollars.total - cost.dollars.webAcl)),
    row("additional cost of interface endpoints", ({ extra }) => dollars(extra.endpoints)),
  ].join("\n");
}

/** The requests a second at which each limit is reached, as Markdown. */
function limitTable(): string {
  const { cpuOfRequest, cpuTarget, taskProcessors, upstreamTime, pairsOfClient, pairBytes, clientRequests } = FIGURES;
  const ofTask = (1e6 / cpuOfRequest) * taskProcessors * (cpuTarget / 100);
  const inFlight = Number(VARIABLES.MAX_IN_FLIGHT.default);
  const cap = (ecpu: number) => {
    const { reckoned, most } = requestsWithin(ecpu);
    return `${whole(reckoned)} by CPU time, ${whole(most)} by data`;
  };
  const clients = (prod.relayCacheMaxStorage * 1e9) / pairsOfClient / pairBytes;
  const row = (...cells: string[]) => `| ${cells.join(" | ")} |`;
  return [
    "| limit | where | requests a second |",
    "| --- | --- | --- |",
    row("one whole vCPU", "a process uses at most one", whole(1e6 / cpuOfRequest)),
    row(`${cpuTarget} % of a task`, "autoscaling adds tasks above it", whole(ofTask)),
    row(
      `${whole(prod.relayRequestsPerTarget)} requests a minute for a task`,
      "`relayRequestsPerTarget`",
      whole(prod.relayRequestsPerTarget / 60),
    ),
    row(`${prod.relayMaxTasks} tasks at ${cpuTarget} %`, "`relayMaxTasks` of prod", whole(prod.relayMaxTasks * ofTask)),
    row(`${whole(prod.relayCacheMaxEcpu)} ECPU a second`, "`relayCacheMaxEcpu` of prod", cap(prod.relayCacheMaxEcpu)),
    row(`${whole(nonprod.relayCacheMaxEcpu)} ECPU a second`, "`relayCacheMaxEcpu` of nonprod", cap(nonprod.relayCacheMaxEcpu)),
    row(
      `${prod.relayCacheMaxStorage} GB of pairs`,
      "`relayCacheMaxStorage` of prod",
      `${whole(clients * clientRequests)}, from ${whole(clients)} clients`,
    ),
    row(
      `${whole(inFlight)} requests in flight in a process`,
      `\`MAX_IN_FLIGHT\`, at ${upstreamTime} ms each`,
      `${whole((inFlight * 1000) / upstreamTime)} for a task`,
    ),
    row("the same", `at ${upstreamTime * 10} ms each`, `${whole((inFlight * 100) / upstreamTime)} for a task`),
  ].join("\n");
}

function assumptionTable(): string {
  const rows = Object.values(ASSUMPTIONS).map(({ value, unit, what, source }) => `| ${value} ${unit} | ${what} | ${source} |`);
  return ["| figure | what | source |", "| ---: | --- | --- |", ...rows].join("\n");
}

function priceTable(): string {
  return [
    "| dollars | for |",
    "| ---: | --- |",
    ...Object.values(PRICES).map((price) => `| ${price.dollars} | ${price.what} |`),
  ].join("\n");
}

/** All tables, in the document's order. */
export function loadTables(): readonly string[] {
  return [loadTable(), limitTable(), assumptionTable(), priceTable()];
}

if (import.meta.main) console.log(loadTables().join("\n\n"));
