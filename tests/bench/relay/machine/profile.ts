/**
 * `node tests/bench/relay/machine/profile.ts [1k | 1m | 50m | clear | redis]`: where the relay spends its time under sealed load (or with
 * requests passed through, or with Redis): self times by file and by function. Runs the sources, so that names and lines are theirs.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { relayProcess } from "../../../support/relay/relay-process.ts";
import { drive, sealedGets, warmUp } from "../load/traffic.ts";
import { type Shares, selfTimes } from "./cpu-profile.ts";
import { pin } from "./pinned-process.ts";
import { missingPrograms, RELAY_ENV, setStage } from "./stage.ts";

const WARM_UP = { requests: 50_000, seconds: 20 };
const SECONDS = 4;
const SHOWN = 30;
const KINDS = ["1k", "1m", "50m", "clear", "redis"];

const kind = process.argv[2] ?? "1k";
const missing = KINDS.includes(kind)
  ? missingPrograms()
  : `the kind must be one of ${KINDS.join(", ")} such as "1k", got "${kind}"`;
if (missing !== undefined) {
  console.error(missing);
  process.exit(1);
}

const stage = await setStage();
const relay = await relayProcess({
  ...RELAY_ENV,
  UPSTREAM: stage.upstreamUrl,
  NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${stage.directory}`,
  ...(kind === "redis" && { REDIS_URL: stage.redisUrl }),
});
process.once("exit", () => relay.child.kill("SIGKILL"));
const through = { port: relay.port, pid: relay.child.pid as number };
pin(through.pid, stage.cores.proxy);
const enough = await warmUp(sealedGets(stage, through), WARM_UP);
const target = kind === "1m" || kind === "50m" ? kind : "1k";
await drive(
  { stage, through, target, sealed: kind !== "clear", connections: target === "1k" ? 64 : 8 },
  { seconds: SECONDS, requests: enough * SECONDS },
);
relay.child.kill("SIGTERM");
await relay.exited;

const [file = ""] = readdirSync(stage.directory).filter((name) => name.endsWith(".cpuprofile"));
const { files, functions } = selfTimes(JSON.parse(readFileSync(join(stage.directory, file), "utf8")), SECONDS);
const print = (title: string, shares: Shares) => {
  console.log(`\n${title}`);
  for (const [name, share] of shares.slice(0, SHOWN)) console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${name}`);
};
print("by file", files);
print("by function", functions);
await stage[Symbol.asyncDispose]();
process.exit();
