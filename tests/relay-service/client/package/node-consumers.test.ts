import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { packageProject } from "./package-project.ts";

const ANSWER = { method: "POST", target: "/api/orders?x=1", body: "sealed" };

describe("the npm package in Node", () => {
  const project = packageProject();
  let relay: RelayUnderTest;
  beforeAll(async () => {
    relay = await runRelay();
  });
  afterAll(() => relay.close());
  beforeEach(() => {
    relay.upstream.seen.length = 0;
  });

  const program = (load: string) => `${load}
    mteFetch(process.argv[2] + "/api/orders?x=1", { method: "POST", body: "sealed" })
      .then((answer) => answer.text()).then(console.log);`;
  const IMPORT = 'import { mteFetch } from "mte-relay-client";';

  it.each([
    ["import", "import.mjs", program(IMPORT)],
    ["require of a CommonJS program", "require.cjs", program('const { mteFetch } = require("mte-relay-client");')],
  ])("makes a sealed call by %s", async (_way, name, content) => {
    expect(JSON.parse(await project.node(project.write(name, content), relay.url))).toEqual(ANSWER);
    expect(relay.upstream.seen).toHaveLength(1);
  });

  it.each([
    ["one file", { splitting: false, format: "esm" }, ["bundled.mjs"]],
    ["one CommonJS file", { splitting: false, format: "cjs" }, ["bundled.mjs"]],
    [
      "a file with the key exchange beside it",
      { splitting: true, format: "esm" },
      ["bundled.mjs", expect.stringMatching(/^mte-relay-kem-\w+\.mjs$/)],
    ],
  ] as const)("makes a sealed call when esbuild has bundled it as %s", async (_kind, { splitting, format }, files) => {
    const bundled = join(project.folder, `node-${format}-${splitting}`);
    await build({
      entryPoints: { bundled: project.write("bundled.js", program(IMPORT)) },
      outdir: bundled,
      outExtension: { ".js": format === "cjs" ? ".cjs" : ".mjs" },
      bundle: true,
      minify: true,
      platform: "node",
      splitting,
      format,
    });
    const names = readdirSync(bundled).sort();
    expect(names.map((name) => name.replace(".cjs", ".mjs"))).toEqual(files);
    expect(JSON.parse(await project.node(join(bundled, names[0] as string), relay.url))).toEqual(ANSWER);
  });
});
