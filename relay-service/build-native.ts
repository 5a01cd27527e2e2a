/**
 * Compiles the native part of the service, `native/message-crypto.c`, for the Node that runs this: `node relay-service/build-native.ts [folder]`.
 * The default folder is `relay-service/dist`, where the service looks for it. The relay works without it, and slower: where it cannot be
 * built, that is said; with `--required`, as in the image, and in CI it is a failure.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
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
  // Where the compiler presets another level.
  "-U_FORTIFY_SOURCE",
  "-D_FORTIFY_SOURCE=2",
  "-Wl,-z,relro,-z,now,-z,noexecstack",
  // SHA-256 step by step, which OpenSSL 3 would rather have called otherwise.
  "-DOPENSSL_API_COMPAT=10101",
];

/** What a build came to: the file, or why there is none. */
export type NativeBuild = { readonly file: string } | { readonly missing: string };

/** Compiles into `folder`, or says why it cannot; then no file of before is left. `flags` = more of them, such as a sanitizer. */
export function buildNative(folder: string, flags: readonly string[] = []): NativeBuild {
  const file = join(folder, "message-crypto.node");
  const missing = (reason: string): NativeBuild => {
    rmSync(file, { force: true });
    return { missing: reason };
  };
  if (process.platform !== "linux") return missing("it is made for Linux alone");
  const headers = nodeHeaders();
  if (headers === undefined) return missing("the headers of Node are not beside it");
  mkdirSync(folder, { recursive: true });
  // A program that has loaded the file of before goes on with that.
  const made = `${file}.${process.pid}`;
  const { error, status, stderr } = spawnSync("cc", [...FLAGS, ...flags, "-isystem", headers, SOURCE, "-o", made]);
  if (error) return missing("there is no C compiler: apt-get install gcc libc6-dev");
  if (status !== 0) {
    rmSync(made, { force: true });
    return missing(`the C compiler refuses it (is libc6-dev there?):\n${stderr}`);
  }
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
      `the relay will use Node's own cryptography, which is slower. message-crypto.node is not built: ${built.missing}`,
    );
    if (process.argv.includes("--required") || process.env.CI === "true") process.exitCode = 1;
  }
}
