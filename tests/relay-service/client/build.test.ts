import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { type BuiltFile, buildClient } from "../../../relay-service/build.ts";
import type * as Module from "../../../relay-service/client/module.ts";
import type * as Declared from "../../../relay-service/client/mte-relay-client.d.mts";
import { runRelay } from "../../support/relay/running-relay.ts";

let folder: string;
let files: BuiltFile[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "mte-relay-client-"));
  files = await buildClient(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a program of Node prints, on either channel. */
async function run(...args: string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  return stdout + stderr;
}

const text = (name: string) => readFileSync(join(folder, name), "utf8");
const SCRIPTS = ["mte-relay-client.js", "mte-relay-browser.js", "mte-relay-client.mjs", "mte-relay-kem.js"];

describe("the built client", () => {
  // 4.1 KiB of it are sealOrigins, which contains a whole XMLHttpRequest.
  it("is at most 19 KiB, and its key exchange 20 KiB, after gzip", () => {
    const sizes = Object.fromEntries(files.map(({ name, gzipBytes }) => [name, gzipBytes]));
    for (const name of SCRIPTS.slice(0, 3)) expect(sizes[name], name).toBeLessThanOrEqual(19 * 1024);
    expect(sizes["mte-relay-kem.js"]).toBeLessThanOrEqual(20 * 1024);
  });

  it("has a file with the hash of each script, for pages and policies", () => {
    const hash = (name: string) =>
      `sha384-${createHash("sha384")
        .update(readFileSync(join(folder, name)))
        .digest("base64")}`;
    expect(JSON.parse(text("integrity.json"))).toEqual(Object.fromEntries(SCRIPTS.map((name) => [name, hash(name)])));
    for (const name of SCRIPTS.slice(0, 3)) expect(text(name)).toContain(hash("mte-relay-kem.js"));
  });

  it("is identical under its older name", () => {
    expect(text("mte-relay-browser.js")).toBe(text("mte-relay-client.js"));
  });

  it("is reproducible: it has the same bytes wherever it is built", async () => {
    const other = mkdtempSync(join(tmpdir(), "mte-relay-client-again-"));
    await buildClient(other);
    for (const name of readdirSync(folder)) expect(readFileSync(join(other, name), "utf8"), name).toBe(text(name));
    rmSync(other, { recursive: true });
  });

  it("needs nothing from a content security policy but its scripts", () => {
    for (const name of SCRIPTS) expect(text(name)).not.toMatch(/\beval\b|new Function|WebAssembly|innerHTML|document\.write/);
  });

  it("names no folder of the machine it was built on", () => {
    for (const name of readdirSync(folder)) expect(text(name)).not.toMatch(/\/(home|root|work|tmp|Users)\//);
  });

  it("comes with the licences of the packages in it", () => {
    expect(text("LICENSES.txt").match(/^@noble\/\S+ \d+\.\d+\.\d+$/gm)).toHaveLength(3);
    for (const name of SCRIPTS) expect(text(name)).toMatch(/^\/\*.*LICENSES\.txt/);
  });

  it("works in Node, with the key exchange in the same folder", async () => {
    const relay = await runRelay();
    const program = `
      import { mteFetch } from ${JSON.stringify(pathToFileURL(join(folder, "mte-relay-client.mjs")).href)};
      const answer = await mteFetch(${JSON.stringify(relay.url)}, { method: "POST", body: "from node" });
      console.log((await answer.json()).body);`;
    expect(await run("--input-type=module", "-e", program)).toBe("from node\n");
    await relay.close();
  });

  it("matches its type declarations", () => {
    type Functions = "mteFetch" | "initMteRelayClient" | "createMteRelayClient" | "sealOrigins";
    expectTypeOf<Pick<typeof Module, Functions>>().toExtend<Pick<typeof Declared, Functions>>();
    expectTypeOf<Pick<typeof Declared, Functions>>().toExtend<Pick<typeof Module, Functions>>();
    expectTypeOf<keyof typeof Module>().toEqualTypeOf<keyof typeof Declared>();
    expectTypeOf<InstanceType<typeof Module.RelayError>>().toExtend<Declared.RelayError>();
    expectTypeOf<InstanceType<typeof Module.RelayOutcomeUnknown>>().toExtend<Declared.RelayOutcomeUnknown>();
  });

  it("is built by a program that prints sizes and hashes", async () => {
    const output = await run(join(import.meta.dirname, "../../../relay-service/build.ts"), folder);
    for (const { name, bytes, gzipBytes, integrity } of files) {
      expect(output.replaceAll(/ +/g, " ")).toContain(`${name} ${bytes} bytes ${gzipBytes} gzip ${integrity}`);
    }
  });
});
