import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { fromRandomAccessReaderPromise, RandomAccessReader } from "yauzl";
import type { OpenPackage } from "./open-package.ts";
import { PackageRefused } from "./package-refused.ts";
import { zipError } from "./zip-contents.ts";

/** An object as S3 describes it. */
export interface ObjectFacts {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  /** Bytes. */
  readonly size: number;
  /** S3's hash of the content, without quotes. */
  readonly etag: string;
}

/** Bytes of one request: yauzl asks for the directory name by name, which would be thousands of requests. */
const BLOCK = 1024 * 1024;
const CACHED_BLOCKS = 8;

/**
 * Opens a zip in S3. Only the parts that are looked at are downloaded: a few MiB. So the hash is that of S3's ETag and not of the content.
 *
 * @throws PackageRefused when it is no zip, or S3 refuses to give it
 */
export async function openObject(facts: ObjectFacts): Promise<OpenPackage> {
  const zip = await fromRandomAccessReaderPromise(new ObjectReader(facts), facts.size, { autoClose: false }).catch((error) => {
    throw error instanceof PackageRefused ? error : zipError(error);
  });
  const hash = async () => createHash("sha256").update(facts.etag).digest("hex");
  return { size: facts.size, zip, hash };
}

class ObjectReader extends RandomAccessReader {
  readonly #facts: ObjectFacts;
  readonly #client: S3Client;
  readonly #blocks = new Map<number, Promise<Buffer>>();

  constructor(facts: ObjectFacts) {
    super();
    this.#facts = facts;
    // The bucket in the path and not in the host name, where AWS's certificate covers no name with a dot.
    this.#client = new S3Client({ region: facts.region, forcePathStyle: true });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    this.#bytes(position, position + length).then(
      (bytes) => callback(null, bytes.copy(buffer, offset)),
      (error: Error) => callback(error),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const next = (from: number) => this.#bytes(from, Math.min(end, (Math.floor(from / BLOCK) + 1) * BLOCK));
    return Readable.from(
      (async function* () {
        for (let at = start; at < end; ) {
          const bytes = await next(at);
          if (bytes.length === 0) return;
          yield bytes;
          at += bytes.length;
        }
      })(),
      { objectMode: false },
    );
  }

  override close(callback: (error: Error | null) => void): void {
    this.#client.destroy();
    callback(null);
  }

  async #bytes(start: number, end: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let at = start; at < end; ) {
      const number = Math.floor(at / BLOCK);
      const block = await this.#block(number);
      const part = block.subarray(at - number * BLOCK, end - number * BLOCK);
      if (part.length === 0) break;
      parts.push(part);
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  #block(number: number): Promise<Buffer> {
    const known = this.#blocks.get(number);
    if (known !== undefined) return known;
    const [oldest] = this.#blocks.keys();
    if (this.#blocks.size >= CACHED_BLOCKS && oldest !== undefined) this.#blocks.delete(oldest);
    const asked = this.#download(number);
    this.#blocks.set(number, asked);
    return asked;
  }

  async #download(number: number): Promise<Buffer> {
    const { bucket, key, size, etag } = this.#facts;
    const last = Math.min(size, (number + 1) * BLOCK) - 1;
    const Range = `bytes=${number * BLOCK}-${last}`;
    try {
      // Of an object that somebody overwrites now, no part is read.
      const { Body } = await this.#client.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range, IfMatch: `"${etag}"` }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (error) {
      const { name, message } = error as Error;
      throw new PackageRefused({
        expected: "an object that you may read",
        found: `of which S3 gives no part: ${name}: ${message}`,
      });
    }
  }
}
