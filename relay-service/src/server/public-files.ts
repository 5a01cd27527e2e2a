import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";

/** A file that anybody may read. There are only a few, so they are kept in memory. */
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

/** Reads the browser client at start. Throws when the folder is missing, because a relay without its client is useless. */
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
      // Browsers revalidate each time and usually get a 304, so a page never uses an outdated client.
      "cache-control": "public, no-cache",
      // Pages of other origins load a script with `integrity` by CORS. The files are public.
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "x-content-type-options": "nosniff",
      // A page of the relay's own origin may let the worker seal the calls of all its pages, not only of those under /public/.
      ...(name === "mte-relay-worker.js" && { "service-worker-allowed": "/" }),
    },
  };
}
