import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { dockerIgnore } from "./docker-ignore.ts";

/**
 * Paths of the files in the build context of `root`, with "/" and in a fixed order.
 *
 * @param dockerfile its path from `root`; always among the files. The ignore file is the Dockerfile's own (its name, then
 *   ".dockerignore"), else the ".dockerignore" of `root`, as BuildKit and the Docker provider do.
 */
export function contextFiles(root: string, dockerfile: string): string[] {
  const own = join(root, `${dockerfile}.dockerignore`);
  const ignore = dockerIgnore(readFileSync(existsSync(own) ? own : join(root, ".dockerignore"), "utf8"));
  const files = new Set([dockerfile]);
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!ignore.ignoresFolder(path)) visit(path);
      } else if (!ignore.ignores(path)) files.add(path);
    }
  };
  visit("");
  return [...files].sort();
}

/**
 * Hash of the files of a build context: their names, permissions and contents, as 64 hexadecimal digits. Not their times. The
 * Docker provider rebuilds when permissions change, so they are part of it.
 */
export function contextHash(root: string, dockerfile: string): string {
  const hash = createHash("sha256");
  for (const path of contextFiles(root, dockerfile)) {
    const file = join(root, path);
    const status = lstatSync(file);
    const content = status.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
    // With lengths, so that two different sets of files never give the same input.
    hash.update(`${path}\0${status.mode}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
