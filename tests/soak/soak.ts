/**
 * `npm run soak [-- minutes]` (10 by default): a relay under mixed and hostile traffic, with Redis where there is one. It passes when
 * the relay's memory is flat (in a short run: below a bound), nothing is left open, every answer was right, nothing was logged as an error and it ends with code 0.
 */
import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { commandArguments } from "../../relay-service/command-arguments.ts";
import { buildRelay, startBuiltRelay } from "../bench/relay/machine/built-relay.ts";
import { freePort } from "../support/relay/free-port.ts";
import { startRedis } from "../support/relay/redis-server.ts";
import { crowd } from "./crowd.ts";
import { type Sample, takeSample } from "./sample.ts";
import { soakClient } from "./soak-client.ts";
import { startSoakUpstream } from "./soak-upstream.ts";
import { trendOf } from "./trend.ts";

const CLIENTS = 6;
const AT_ONCE = 3;
/** Of the memory; in a short run fewer, as each interrupts the traffic. */
const MOST_SAMPLES = 30;
const LEAST_SECONDS_BETWEEN = 5;
const QUIET_MS = 1000;
/** Time that the relay has to close what it opened: kept connections to the API live for some seconds. */
const SETTLE_MS = 15_000;
/** Memory counts as flat below either of them. */
const MEGABYTES_A_MINUTE = 1;
const GROWTH = 0.05;
/** Before that V8 and malloc have not reached their level, and a trend means nothing: only a bound applies. */
const LEVEL_MINUTES = 8;
const MOST_MEGABYTES = 200;

const { words } = commandArguments({
  usage: `npm run soak [-- minutes]

Runs a relay under mixed and hostile traffic, for 10 minutes unless you name another number. Uses Redis where redis-server is installed.
Exit code: 0 when memory is flat, nothing stays open, every answer was right and no error was logged; 1 otherwise; 2 for a wrong argument.`,
  words: { max: 1, expected: "a number of minutes above 0", example: "10", fits: (word) => Number(word) > 0 },
});
const minutes = Number(words[0] ?? 10);
const sampleCount = Math.max(4, Math.min(MOST_SAMPLES, Math.round((minutes * 60) / LEAST_SECONDS_BETWEEN)));
buildRelay();
const upstream = await startSoakUpstream();
const redis = spawnSync("redis-server", ["--version"]).status === 0 ? await startRedis() : undefined;
const metricsPort = await freePort();
const relay = await startBuiltRelay({
  UPSTREAM: upstream.url,
  METRICS_PORT: `${metricsPort}`,
  PAIRING_RATE: "1000",
  PAIRING_BURST: "1000",
  ...(redis && { REDIS_URL: redis.url }),
});
const started = performance.now();
const elapsed = () => (performance.now() - started) / 60_000;
const sample = () => takeSample(relay.pid, metricsPort, elapsed());
const clients = crowd(
  Array.from({ length: CLIENTS }, () => soakClient(relay.port)),
  AT_ONCE,
  relay.port,
);
console.log(`${minutes} minutes, pairs in ${redis ? "Redis" : "memory: redis-server is missing (apt-get install redis-server)"}`);

/** The relay at rest: as few open files as before, or the time is over. */
async function settled(files = 0): Promise<Sample> {
  const end = performance.now() + SETTLE_MS;
  for (;;) {
    await wait(QUIET_MS);
    const seen = await sample();
    if (performance.now() > end || (files > 0 && seen.files <= files && seen.inFlight === 0)) return seen;
  }
}

function print({ minutes: at, rss, heap, files, inFlight, lag }: Sample): void {
  const cells = [`${at.toFixed(1)} min`, `${rss.toFixed(1)} MB`, `heap ${heap.toFixed(1)} MB`, `${files} files`];
  console.log([...cells, `${inFlight} in flight`, `lag ${lag.toFixed(1)} ms`].map((cell) => cell.padEnd(14)).join(""));
}

// What is opened with the first requests and stays, such as files of Node itself, is no leak: the idle level is taken after them.
clients.start();
await wait(2 * QUIET_MS);
await clients.rest();
const idle = await settled();
print(idle);

const samples: Sample[] = [];
const begun = performance.now();
for (let index = 1; index <= sampleCount; index++) {
  clients.start();
  await wait(begun + (minutes * 60_000 * index) / sampleCount - performance.now() - QUIET_MS);
  await clients.rest();
  await wait(QUIET_MS);
  samples.push(await sample());
  print(samples.at(-1) as Sample);
}
const end = await settled(idle.files);
print(end);
const exit = await relay.stop().then(
  () => "",
  (error: Error) => error.message,
);
await redis?.stop();

console.table(clients.done);
const half = samples.slice(sampleCount / 2).map((each) => ({ minutes: each.minutes, value: each.rss }));
const { slope, growth } = trendOf(half);
const most = Math.max(...samples.map(({ rss }) => rss));
const memory =
  minutes < LEVEL_MINUTES
    ? {
        [`memory: ${most.toFixed(0)} MB at most (whether it is flat shows after ${LEVEL_MINUTES} minutes)`]:
          most < MOST_MEGABYTES,
      }
    : {
        [`memory in the second half: ${slope.toFixed(2)} MB a minute, ${(growth * 100).toFixed(1)} % in all`]:
          slope < MEGABYTES_A_MINUTE || growth < GROWTH,
      };
const verdicts = {
  ...memory,
  [`open files at rest: ${end.files}, at the beginning ${idle.files}`]: end.files <= idle.files,
  [`requests in flight at rest: ${end.inFlight}`]: end.inFlight === 0,
  [`bodies that were cut off or forged and reached the API as whole ones: ${upstream.wronglyWhole()}`]:
    upstream.wronglyWhole() === 0,
  [`wrong answers: ${JSON.stringify(clients.wrong)}`]: Object.keys(clients.wrong).length === 0,
  [`ends with code 0, no errors logged${exit === "" ? "" : `: ${exit}`}`]: exit === "",
};
for (const [what, isRight] of Object.entries(verdicts)) console.log(`${isRight ? "ok    " : "WRONG "} ${what}`);
process.exit(Object.values(verdicts).every(Boolean) ? 0 : 1);
