import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuiltFile, buildClient } from "../../../relay-service/build.ts";
import { type PublicFile, readPublicFiles } from "../../../relay-service/src/server/public-files.ts";

/** The browser client, built from the current sources. */
export interface BuiltClient {
  readonly files: readonly BuiltFile[];
  /** As a relay serves it under `/public/`. */
  readonly publicFiles: ReadonlyMap<string, PublicFile>;
}

let built: Promise<BuiltClient> | undefined;

/** Builds the client once for all tests of a process. */
export function builtClient(): Promise<BuiltClient> {
  built ??= build();
  return built;
}

async function build(): Promise<BuiltClient> {
  const folder = mkdtempSync(join(tmpdir(), "mte-relay-client-"));
  try {
    return { files: await buildClient(folder), publicFiles: readPublicFiles(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
