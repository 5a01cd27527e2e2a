import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { dockerIgnore } from "./docker-ignore.ts";

/**
 * Paths of the files that a build from `root` sees, with "/" and in a fixed order.
 *
 * @param dockerfile its path from `root`; always among them. What it is built without says the file beside it that has its name and
 *   ".dockerignore" at the end, else the ".dockerignore" of `root`: so look BuildKit and the Docker provider.
 */
export function contextFiles(root: string, dockerfile: string): string[] {
  const own = join(root, `${dockerfile}.dockerignore`);
  const ignore = dockerIgnore(readFileSync(existsSync(own) ? own : join(root, ".dockerignore"), "utf8"));
  const files = new Set([dockerfile]);
  const look = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!ignore.leavesOutAll(path)) look(path);
      } else if (!ignore.leavesOut(path)) files.add(path);
    }
  };
  look("");
  return [...files].sort();
}

/**
 * What the files of a build context are, names, rights and contents, as 64 hexadecimal digits. Times do not count. Rights do, as the Docker
 * provider builds again when they change.
 */
export function contextHash(root: string, dockerfile: string): string {
  const hash = createHash("sha256");
  for (const path of contextFiles(root, dockerfile)) {
    const file = join(root, path);
    const status = lstatSync(file);
    const content = status.isSymbolicLink() ? Buffer.from(readlinkSync(file)) : readFileSync(file);
    // Lengths, so that no two sets of files read the same.
    hash.update(`${path}\0${status.mode}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
