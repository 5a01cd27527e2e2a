import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../support/relay/free-port.ts";
import { startRedis } from "../../../support/relay/redis-server.ts";
import { type BuiltRelay, buildRelay, startBuiltRelay } from "./built-relay.ts";
import { type Cores, twoCores } from "./cores.ts";
import { type Nginx, startNginxProxy, startNginxUpstream } from "./nginx.ts";
import { pin, startPinned } from "./pinned-process.ts";
import { childrenOf } from "./process-figures.ts";

/** The processes that a measurement needs. */
export interface Stage extends AsyncDisposable {
  readonly cores: Cores;
  /** For files of the run; removed at the end of this process. */
  readonly directory: string;
  readonly proxy: Nginx;
  readonly upstreamUrl: string;
  readonly redisUrl: string;
  /** Starts a relay in front of the same upstream as nginx, with all its processes on nginx's core. */
  startRelay(env: Record<string, string>, args?: readonly string[]): Promise<BuiltRelay>;
}

/** Describes the programs that are missing for a measurement; undefined when nothing is missing. */
export function missingPrograms(): string | undefined {
  const packages = { nginx: "nginx-light", wrk: "wrk", "redis-server": "redis-server", taskset: "util-linux" };
  const missing = Object.entries(packages).filter(([program]) => spawnSync(program, ["-v"]).error !== undefined);
  if (missing.length > 0) {
    return `${missing.map(([program]) => program).join(", ")} missing: apt-get install ${missing.map(([, name]) => name).join(" ")}`;
  }
  return twoCores() ? undefined : "two processor cores are needed, one for the proxy and one for the load";
}

/** No limit of the relay may affect a measurement. */
export const RELAY_ENV = {
  PASS_THROUGH_ROUTES: "/1k",
  MAX_IN_FLIGHT: "10000",
  MAX_BODY_BYTES: "0",
  PAIRING_RATE: "10000",
  PAIRING_BURST: "10000",
};

/** Starts nginx as proxy, nginx as upstream and Redis; load, upstream and Redis share the core that the proxies do not use. */
export async function setStage(): Promise<Stage> {
  const cores = twoCores() as Cores;
  buildRelay();
  const directory = mkdtempSync(join(tmpdir(), "bench-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const sink = startPinned(cores.load, [process.execPath, "--no-warnings", join(import.meta.dirname, "../load/sink.ts")]);
  const sinkPort = Number(await once(sink.stdout as NodeJS.ReadableStream, "data"));
  const upstream = await startNginxUpstream({ directory, port: await freePort(), core: cores.load, sinkPort });
  const upstreamUrl = `http://127.0.0.1:${upstream.port}`;
  const place = { directory, port: await freePort(), core: cores.proxy };
  const proxy = await startNginxProxy({ ...place, upstreamPort: upstream.port });
  const redis = await startRedis();
  pin(Number(/process_id:(\d+)/.exec(`${await redis.command("INFO", "server")}`)?.[1]), cores.load);

  return {
    cores,
    directory,
    proxy,
    upstreamUrl,
    redisUrl: redis.url,
    startRelay: async (env, args) => {
      const relay = await startBuiltRelay({ ...RELAY_ENV, UPSTREAM: upstreamUrl, ...env }, args);
      for (const pid of [relay.pid, ...childrenOf(relay.pid)]) pin(pid, cores.proxy);
      return relay;
    },
    [Symbol.asyncDispose]: () => redis.stop(),
  };
}
