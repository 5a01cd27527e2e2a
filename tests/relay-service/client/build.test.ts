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
import type * as SignalRDeclared from "../../../relay-service/client/mte-relay-signalr.d.mts";
import type * as SignalRModule from "../../../relay-service/client/signalr/module.ts";
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
/** The largest size of each script after gzip, KiB. The worker contains the client and the key exchange; sealOrigins, which is a whole XMLHttpRequest, is 4 KiB. */
const MAX_KIB = {
  "mte-relay-client.js": 20,
  "mte-relay-browser.js": 20,
  "mte-relay-client.mjs": 20,
  "mte-relay-kem.js": 20,
  "mte-relay-worker.js": 34,
  "mte-relay-worker-setup.js": 4,
  "mte-relay-signalr.js": 4,
  "mte-relay-signalr.mjs": 4,
};
const SCRIPTS = Object.keys(MAX_KIB);

describe("the built client", () => {
  it("has files of limited size after gzip", () => {
    for (const { name, gzipBytes } of files) {
      expect(gzipBytes, name).toBeLessThanOrEqual((MAX_KIB[name as keyof typeof MAX_KIB] ?? 0) * 1024);
    }
  });

  it("contains no second client for SignalR", () => {
    expect(text("mte-relay-signalr.mjs")).toMatch(/^import ?\{mteFetch as \w+\} ?from ?"\.\/mte-relay-client\.mjs";/m);
    for (const name of ["mte-relay-signalr.js", "mte-relay-signalr.mjs"]) expect(text(name)).not.toMatch(/subtle|mte-pair/);
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
    type Functions = "mteFetch" | "pairEarly" | "sealOrigins" | "initMteRelayClient" | "createMteRelayClient";
    expectTypeOf<Pick<typeof Module, Functions>>().toExtend<Pick<typeof Declared, Functions>>();
    expectTypeOf<Pick<typeof Declared, Functions>>().toExtend<Pick<typeof Module, Functions>>();
    expectTypeOf<keyof typeof Module>().toEqualTypeOf<keyof typeof Declared>();
    expectTypeOf<InstanceType<typeof Module.RelayError>>().toExtend<Declared.RelayError>();
    expectTypeOf<InstanceType<typeof Module.RelayOutcomeUnknown>>().toExtend<Declared.RelayOutcomeUnknown>();
  });

  it("matches its type declarations for SignalR", () => {
    expectTypeOf<typeof SignalRModule>().toExtend<Omit<typeof SignalRDeclared, never>>();
    expectTypeOf<keyof typeof SignalRModule>().toEqualTypeOf<keyof typeof SignalRDeclared>();
  });

  it("says which script must come first when that for SignalR is alone", async () => {
    await expect(run(join(folder, "mte-relay-signalr.js"))).rejects.toThrow(
      "mte-relay-signalr.js needs mte-relay-client.js: put its script element first",
    );
  });

  it("is built by a program that prints sizes and hashes", async () => {
    const output = await run(join(import.meta.dirname, "../../../relay-service/build.ts"), folder);
    for (const { name, bytes, gzipBytes, integrity } of files) {
      expect(output.replaceAll(/ +/g, " ")).toContain(`${name} ${bytes} bytes ${gzipBytes} gzip ${integrity}`);
    }
  });
});
