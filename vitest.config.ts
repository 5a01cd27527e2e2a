import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";

// The tests start the relay and the preview as their users do, some forty times: each Node compiles what none has compiled before.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, ".cache", "node");

// These collect all garbage again and again, which takes the longer the more a process holds.
const COLLECTING = [
  "**/client/body/large-uploads.test.ts",
  "**/codec/roc1/pairs/kept-memory.test.ts",
  "**/memory/garbage-collector.test.ts",
  "**/proxy/small-pieces.test.ts",
];

export default defineConfig({
  test: {
    dir: "tests",
    // Files share what they have loaded: Pulumi's SDK takes seconds.
    isolate: false,
    // Many files wait for time-outs of Redis and browsers: a worker for each processor, as vitest does it, would leave those idle.
    maxWorkers: 3,
    // Room for new objects: a run of Pulumi's program makes many, of which hardly one stays.
    execArgv: ["--max-semi-space-size=64", "--min-semi-space-size=64"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "all", exclude: [...configDefaults.exclude, ...COLLECTING] } },
      { extends: true, test: { name: "in a process of its own", isolate: true, include: COLLECTING } },
      // Whole exchanges once more, with a relay that leads everything through Hono and calls its upstream by Node's own client.
      {
        extends: true,
        test: {
          name: "Hono and Node alone",
          dir: "tests/relay-service/interop",
          env: { RELAY_SHORTCUT: "off", RELAY_UPSTREAM_CLIENT: "node" },
        },
      },
    ],
  },
});
