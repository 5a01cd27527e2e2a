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

// The relay's tests wait for time-outs of Redis and for browsers most of the time, so many run at once. They have processes of their own,
// without Pulumi's SDK: the relay makes much garbage, and what a process holds is looked through each time that it is collected.
const RELAY = { maxWorkers: 5, sequence: { groupOrder: 0 } };
// The others compute. A worker for each processor, as vitest does it, would still leave processors idle.
const STACKS = { maxWorkers: 3, sequence: { groupOrder: 1 } };

export default defineConfig({
  test: {
    dir: "tests",
    // Files share what they have loaded: Pulumi's SDK takes seconds.
    isolate: false,
    // Room for new objects: a run of Pulumi's program makes many, of which hardly one stays.
    execArgv: ["--max-semi-space-size=64", "--min-semi-space-size=64"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: { name: "relay", dir: "tests/relay-service", exclude: [...configDefaults.exclude, ...COLLECTING], ...RELAY },
      },
      { extends: true, test: { name: "memory of the relay", isolate: true, include: COLLECTING, ...RELAY } },
      // Whole exchanges once more, with a relay that leads everything through Hono and calls its upstream by Node's own client.
      {
        extends: true,
        test: {
          name: "Hono and Node alone",
          dir: "tests/relay-service/interop",
          env: { RELAY_SHORTCUT: "off", RELAY_UPSTREAM_CLIENT: "node" },
          ...RELAY,
        },
      },
      {
        extends: true,
        test: { name: "stacks", exclude: [...configDefaults.exclude, "**/relay-service/**"], ...STACKS },
      },
    ],
  },
});
