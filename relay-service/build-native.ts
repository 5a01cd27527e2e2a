/**
 * Compiles the native part of the service, `native/message-crypto.c`, for the Node that runs this: `node relay-service/build-native.ts [folder]`.
 * The default folder is `relay-service/dist`, where the bundled service looks for it. The relay works without it, at half the speed:
 * where there is no compiler, that is said, and nothing is built; with `--required`, as in the image, it is a failure.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

const SOURCE = join(import.meta.dirname, "native", "message-crypto.c");

/** What every compiler of Debian and the like takes: warnings are errors, and what a mistake in C could do is made hard. */
const FLAGS = [
  "-std=c11",
  "-O2",
  "-fPIC",
  "-shared",
  "-Wall",
  "-Wextra",
  "-Wpedantic",
  "-Wconversion",
  "-Werror",
  "-fvisibility=hidden",
  "-fstack-protector-strong",
  "-D_FORTIFY_SOURCE=2",
  "-Wl,-z,relro,-z,now,-z,noexecstack",
  // SHA-256 without a lookup for each hash.
  "-DOPENSSL_API_COMPAT=10101",
];

/** What a build came to: the file, or why there is none. */
export type NativeBuild = { readonly file: string } | { readonly missing: string };

/** Compiles into `folder`. Throws with the compiler's own words when it refuses the source. `flags` = more of them, such as a sanitizer. */
export function buildNative(folder: string, flags: readonly string[] = []): NativeBuild {
  if (process.platform !== "linux") return { missing: "it is made for Linux alone" };
  const headers = nodeHeaders();
  if (headers === undefined) return { missing: "the headers of Node are not beside it" };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "message-crypto.node");
  // A program that has loaded the file of before goes on with that.
  const made = `${file}.${process.pid}`;
  const { error, status, stderr } = spawnSync("cc", [...FLAGS, ...flags, "-isystem", headers, SOURCE, "-o", made]);
  if (error) return { missing: "there is no C compiler: apt-get install gcc libc6-dev" };
  if (status !== 0) throw new Error(`cc refuses ${SOURCE}:\n${stderr}`);
  renameSync(made, file);
  return { file };
}

/** Where Node's headers are: beside the program, as its archives and images have them, or in npm's package of the program. */
function nodeHeaders(): string | undefined {
  const root = join(dirname(process.execPath), "..");
  const packaged = join(root, "node_modules", `node-linux-${process.arch}`);
  return [root, packaged]
    .map((folder) => join(folder, "include", "node"))
    .find((folder) => existsSync(join(folder, "node_api.h")));
}

if (import.meta.main) {
  const [folder = join(import.meta.dirname, "dist")] = process.argv.slice(2).filter((argument) => argument !== "--required");
  const built = buildNative(folder);
  if ("file" in built) console.log("message-crypto.node is built");
  else {
    console.log(
      `the relay will use Node's own cryptography, at half the speed. message-crypto.node is not built: ${built.missing}`,
    );
    if (process.argv.includes("--required") || process.env.CI === "true") process.exitCode = 1;
  }
}
