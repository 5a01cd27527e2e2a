import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { beforeAll, describe, expect, it } from "vitest";
import { packageProject } from "./package-project.ts";

const KIB = 1024;
const gzipped = (content: string | Uint8Array) => gzipSync(content, { level: 9 }).length;
const isKem = (name: string) => /(^|\/)mte-relay-kem/.test(name);

describe("the size of the npm package, after gzip,", () => {
  const project = packageProject();
  /** The files of a program that Vite has built, by name. */
  const built = new Map<string, number>();

  beforeAll(async () => {
    project.write("app.js", 'import { mteFetch } from "mte-relay-client"; globalThis.call = () => mteFetch("/api");');
    project.write("index.html", '<script type="module" src="/app.js"></script>');
    const bundle = await vite({ root: project.folder, configFile: false, logLevel: "silent", build: { write: false } });
    if (!("output" in bundle)) throw new Error("Vite gives no output");
    for (const file of bundle.output) if (file.type === "chunk") built.set(file.fileName, gzipped(file.code));
  });

  it("is at most 16 KiB in an application that uses mteFetch alone", () => {
    const [main, ...others] = [...built].filter(([name]) => !isKem(name));
    expect(others).toEqual([]);
    expect(main?.[1]).toBeGreaterThan(5 * KIB);
    expect(main?.[1]).toBeLessThanOrEqual(16 * KIB);
  });

  it("is at most 20 KiB for the key exchange in JavaScript, which is a file of its own", () => {
    const chunks = [...built].filter(([name]) => isKem(name));
    expect(chunks).toHaveLength(1);
    expect(chunks[0]?.[1]).toBeLessThanOrEqual(20 * KIB);
  });

  it.each([
    ["mte-relay-client.js", 20],
    ["mte-relay-kem.js", 20],
  ])("is that of the relay's own for the script: %s has at most %i KiB", (name, limit) => {
    expect(gzipped(readFileSync(join(project.built.folder, name)))).toBeLessThanOrEqual(limit * KIB);
  });

  /** The bytes that bundlers leave of a program, without the key exchange, which esbuild writes even if nothing imports it. */
  async function left(program: string): Promise<number[]> {
    const entry = project.write("shaken.js", program);
    const { outputFiles } = await esbuild({
      entryPoints: [entry],
      outdir: project.folder,
      bundle: true,
      minify: true,
      splitting: true,
      format: "esm",
      write: false,
    });
    const bundle = await vite({
      root: project.folder,
      configFile: false,
      logLevel: "silent",
      build: { write: false, rollupOptions: { input: entry } },
    });
    if (!("output" in bundle)) throw new Error("Vite gives no output");
    const files = [
      outputFiles.map(({ path, text }) => [path, text] as const),
      bundle.output.map((file) => [file.fileName, file.type === "chunk" ? file.code : ""] as const),
    ];
    return files.map((output) => output.reduce((sum, [name, text]) => sum + (isKem(name) ? 0 : text.length), 0));
  }

  it("is nothing in a program that uses nothing of it, and 3 KiB before gzip in one that uses its error class", async () => {
    for (const bytes of await left('import { mteFetch } from "mte-relay-client";')) expect(bytes).toBeLessThan(50);
    for (const bytes of await left('import { RelayError } from "mte-relay-client"; console.log(RelayError);')) {
      expect(bytes).toBeLessThan(3 * KIB);
    }
  });
});
