/**
 * `node relay-service/build.ts [folder]` builds the browser client. The default folder is `relay-service/dist/public`, which the relay serves
 * under `/public/`.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build } from "esbuild";

const CLIENT = join(import.meta.dirname, "client");

/** A file of the client as it is served. */
export interface BuiltFile {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
  /** For the `integrity` attribute of a script element (SRI). */
  readonly integrity: string;
}

const SETTINGS = { bundle: true, minify: true, write: false, target: "es2022", legalComments: "none" } satisfies BuildOptions;

/** Packages in the key exchange script. Their licences require a copy beside it. */
const BUNDLED_PACKAGES = ["@noble/post-quantum", "@noble/curves", "@noble/hashes"];

/** Builds all files into `folder`, with `integrity.json`. The key exchange is built first, because the clients contain its hash. */
export async function buildClient(folder: string): Promise<BuiltFile[]> {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, content: Uint8Array): BuiltFile => {
    writeFileSync(join(folder, name), content);
    const integrity = `sha384-${createHash("sha384").update(content).digest("base64")}`;
    return { name, bytes: content.length, gzipBytes: gzipSync(content, { level: 9 }).length, integrity };
  };
  const kem = put("mte-relay-kem.js", await bundle("kem/kem-chunk.ts", "iife", {}));
  const define = { KEM_INTEGRITY: JSON.stringify(kem.integrity) };
  const script = await bundle("script.ts", "iife", define);
  const files = [
    put("mte-relay-client.js", script),
    put("mte-relay-browser.js", script),
    put("mte-relay-client.mjs", await bundle("module.ts", "esm", define)),
    kem,
    put("mte-relay-signalr.js", await bundle("signalr/script.ts", "iife", {})),
    put("mte-relay-signalr.mjs", await bundle("signalr/module.ts", "esm", {})),
  ];
  // A worker that is installed says which build it is; the page wants the one that was built with its script.
  const unnamed = await bundle("worker/worker.ts", "iife", { ...define, WORKER_VERSION: '""' });
  const named = { ...define, WORKER_VERSION: JSON.stringify(createHash("sha256").update(unnamed).digest("base64url")) };
  files.push(put("mte-relay-worker.js", await bundle("worker/worker.ts", "iife", named)));
  files.push(put("mte-relay-worker-setup.js", await bundle("worker/setup.ts", "iife", named)));
  put("mte-relay-client.d.mts", readFileSync(join(CLIENT, "mte-relay-client.d.mts")));
  put("mte-relay-signalr.d.mts", readFileSync(join(CLIENT, "mte-relay-signalr.d.mts")));
  put("LICENSES.txt", Buffer.from(BUNDLED_PACKAGES.map(licence).join("\n")));
  put(
    "integrity.json",
    Buffer.from(`${JSON.stringify(Object.fromEntries(files.map((file) => [file.name, file.integrity])), null, 2)}\n`),
  );
  return files;
}

async function bundle(entry: string, format: "iife" | "esm", define: Record<string, string>): Promise<Uint8Array> {
  const banner = { js: "/* For licences see LICENSES.txt beside this file. */" };
  // A module imports the client from the file beside it. A second copy of the client would have pairs of its own.
  const places = { outfile: join(CLIENT, "bundle.js"), external: [join(CLIENT, "mte-relay-client.mjs")] };
  const { outputFiles } = await build({ ...SETTINGS, ...places, entryPoints: [join(CLIENT, entry)], format, define, banner });
  return outputFiles[0]?.contents as Uint8Array;
}

function licence(name: string): string {
  const folder = join(import.meta.dirname, "..", "node_modules", name);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8")}`;
}

if (import.meta.main) {
  const files = await buildClient(process.argv[2] ?? join(import.meta.dirname, "dist", "public"));
  for (const { name, bytes, gzipBytes, integrity } of files) {
    console.log(`${name.padEnd(22)} ${`${bytes}`.padStart(6)} bytes  ${`${gzipBytes}`.padStart(6)} gzip  ${integrity}`);
  }
}
