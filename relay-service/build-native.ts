/**
 * `node relay-service/build-native.ts [folder]` compiles the native part of the service, `native/message-crypto.c`, for the Node that runs this.
 * The default folder is `relay-service/dist`, where the service looks for it. Without it the relay works, but slower. So a failed build is only
 * reported, except with `--required`, as in the image, and in CI.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

const SOURCE = join(import.meta.dirname, "native", "message-crypto.c");

/** Flags that gcc and clang understand: warnings are errors, and hardening. */
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
  // The compiler may preset another level.
  "-U_FORTIFY_SOURCE",
  "-D_FORTIFY_SOURCE=2",
  "-Wl,-z,relro,-z,now,-z,noexecstack",
  // OpenSSL 3 deprecates SHA256_Init and the like, which message-crypto.c uses.
  "-DOPENSSL_API_COMPAT=10101",
];

/** The result of a build: the file, or why there is none. */
export type NativeBuild = { readonly file: string } | { readonly missing: string };

/** Compiles into `folder`. If it fails, it removes an existing file and returns the reason. `flags`: more compiler flags, such as a sanitizer. */
export function buildNative(folder: string, flags: readonly string[] = []): NativeBuild {
  const file = join(folder, "message-crypto.node");
  const missing = (reason: string): NativeBuild => {
    rmSync(file, { force: true });
    return { missing: reason };
  };
  if (process.platform !== "linux") return missing("it supports Linux only");
  const headers = nodeHeaders();
  if (headers === undefined) return missing("the headers of Node are not installed beside Node");
  mkdirSync(folder, { recursive: true });
  // A new file, because a running program may have loaded the existing one.
  const made = `${file}.${process.pid}`;
  const { error, status, stderr } = spawnSync("cc", [...FLAGS, ...flags, "-isystem", headers, SOURCE, "-o", made]);
  if (error) return missing("there is no C compiler: apt-get install gcc libc6-dev");
  if (status !== 0) {
    rmSync(made, { force: true });
    return missing(`the C compiler failed (is libc6-dev installed?):\n${stderr}`);
  }
  renameSync(made, file);
  return { file };
}

/** The folder of Node's headers: beside the program, as in Node's archives and images, or in the npm package `node`. */
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
