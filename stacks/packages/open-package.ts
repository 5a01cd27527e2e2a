import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { openPromise, type ZipFile } from "yauzl";
import { PackageRefused } from "./package-refused.ts";
import { zipError } from "./zip-contents.ts";

/** A zip that is read here and there, wherever it is. */
export interface OpenPackage {
  /** Bytes. */
  readonly size: number;
  readonly zip: ZipFile;
  /** The hash of the whole content, hexadecimal. */
  readonly hash: () => Promise<string>;
}

/**
 * Opens a zip on disk.
 *
 * @param path absolute
 * @throws PackageRefused when there is no such file, or it is no zip
 */
export async function openFile(path: string): Promise<OpenPackage> {
  const expected = "a zip file that exists";
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    const found = error.code === "ENOENT" ? `but there is no file ${path}` : `but ${path} cannot be read (${error.code})`;
    throw new PackageRefused({ expected, found });
  });
  if (!facts.isFile()) throw new PackageRefused({ expected, found: "which is a folder: zip its content" });
  const zip = await openPromise(path, { autoClose: false }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EACCES" ? new PackageRefused({ expected, found: "which you may not read" }) : zipError(error);
  });
  return { size: facts.size, zip, hash: () => sha256(path) };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
}
