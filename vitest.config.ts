import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    dir: "tests",
    // Files share what they have loaded: Pulumi's SDK takes seconds.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "all" } },
      // Whole exchanges once more, with a relay that leads everything through Hono, and with one that asks its upstream by Node's client.
      {
        extends: true,
        test: { name: "without shortcut", dir: "tests/relay-service/interop", env: { RELAY_SHORTCUT: "off" } },
      },
      {
        extends: true,
        test: { name: "with Node's client", dir: "tests/relay-service/interop", env: { RELAY_UPSTREAM_CLIENT: "node" } },
      },
    ],
  },
});
