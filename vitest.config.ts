import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    dir: "tests",
    // Files share what they have loaded: Pulumi's SDK takes seconds.
    isolate: false,
    // Many files wait for time-outs of Redis and browsers: a worker for each processor, as vitest does it, would leave those idle.
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "all" } },
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
