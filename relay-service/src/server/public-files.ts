import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

/** A file that everybody may read, held in memory: there are a few, and the file system of a container is read-only. */
export interface PublicFile {
  readonly content: Buffer<ArrayBuffer>;
  readonly headers: Record<string, string>;
}

const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".mts": "text/plain; charset=utf-8",
  ".json": "application/json",
  ".txt": "text/plain; charset=utf-8",
};

/** Reads the browser client once, at start. A missing folder is an error: a relay without its client serves nobody. */
export function readPublicFiles(folder: string): ReadonlyMap<string, PublicFile> {
  const names = readdirSync(folder).filter((name) => extname(name) in TYPES);
  return new Map(names.map((name) => [name, publicFile(name, readFileSync(join(folder, name)))]));
}

function publicFile(name: string, content: Buffer<ArrayBuffer>): PublicFile {
  return {
    content,
    headers: {
      "content-type": TYPES[extname(name)] as string,
      etag: `"${createHash("sha256").update(content).digest("base64url")}"`,
      // Asked for again each time, and answered with 304: a page and its relay must never disagree for long.
      "cache-control": "public, no-cache",
      // A script with an `integrity` on another origin is loaded with CORS. There is nothing in it to protect.
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
    },
  };
}
