import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Row } from "./row.ts";

const PUBLIC = join(import.meta.dirname, "../../../relay-service/dist/public");

/** What a page loads, compressed; KiB (1024 bytes). The relay must have been built. */
export function measureClientSize(): Row[] {
  const row = (what: string, name: string, most: number): Row => {
    const kib = gzipSync(readFileSync(join(PUBLIC, name)), { level: 9 }).length / 1024;
    return { what, relay: `${kib.toFixed(1)} KiB`, value: kib, gate: { most } };
  };
  return [
    row("client script, gzip", "mte-relay-client.js", 20),
    row("its fallback for older browsers, gzip", "mte-relay-kem.js", 20),
  ];
}
