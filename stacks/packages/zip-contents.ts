import type { Readable } from "node:stream";
import type { Entry, ZipFile } from "yauzl";
import { type PackageProblem, PackageRefused } from "./package-refused.ts";

const READABLE = "a zip file that can be read";
/** More files than any web application has; their names would be the only thing here that takes much memory. */
const MAX_ENTRIES = 200_000;
/** Stored, Deflate and Deflate64: what Windows unpacks. */
const METHODS_OF_WINDOWS = [0, 8, 9];
/** Bytes of a local header without the name, which stands before the data of each entry. */
const LOCAL_HEADER = 30;
/** Names in one sentence. */
const SHOWN = 3;

/** The names in a zip and what they hold. Nothing is unpacked but what {@link ZipContents.read} is asked for. */
export class ZipContents {
  /** Files without folders, by their names with forward slashes, in the order of the zip. */
  readonly files: ReadonlyMap<string, Entry>;
  /** What is wrong with the zip itself, although it can be read. */
  readonly problems: readonly PackageProblem[];
  readonly #zip: ZipFile;

  private constructor(zip: ZipFile, files: ReadonlyMap<string, Entry>, problems: readonly PackageProblem[]) {
    this.#zip = zip;
    this.files = files;
    this.problems = problems;
  }

  /** @throws PackageRefused for a damaged zip, and for a name that leads out of the folder that it is unpacked to */
  static async of(zip: ZipFile): Promise<ZipContents> {
    if (zip.entryCount > MAX_ENTRIES) {
      throw new PackageRefused({ expected: `a zip file of at most ${MAX_ENTRIES} files`, found: `which has ${zip.entryCount}` });
    }
    const files = new Map<string, Entry>();
    // Windows does not tell "Web.config" from "web.config": the second would overwrite the first.
    const seen = new Set<string>();
    const [encrypted, repeated, unusual]: [string[], string[], string[]] = [[], [], []];
    try {
      for await (const entry of zip.eachEntry()) {
        const { fileName: name } = entry;
        if (entry.relativeOffsetOfLocalHeader + LOCAL_HEADER + entry.compressedSize > zip.fileSize) {
          throw new PackageRefused({
            expected: READABLE,
            found: `which is damaged: it ends before the data of ${printable(name)}`,
          });
        }
        if (seen.has(name.toLowerCase())) repeated.push(name);
        seen.add(name.toLowerCase());
        if (name.endsWith("/")) continue;
        if (entry.isEncrypted()) encrypted.push(name);
        else if (!METHODS_OF_WINDOWS.includes(entry.compressionMethod)) unusual.push(name);
        files.set(name, entry);
      }
    } catch (error) {
      throw error instanceof PackageRefused ? error : zipError(error);
    }
    return new ZipContents(zip, files, [
      ...about(encrypted, "a zip file without a password", "which has encrypted entries"),
      ...about(repeated, "a zip file with each name once (Windows ignores case)", "which repeats"),
      ...about(unusual, "a zip file compressed with Deflate, as Windows unpacks no other method", "which has other methods for"),
    ]);
  }

  /** @throws PackageRefused for a file of more than `max` bytes, or with damaged data */
  async read(name: string, max: number): Promise<Buffer> {
    const entry = this.files.get(name);
    if (entry === undefined) throw new Error(`the zip has no ${name}`);
    const found = (what: string) => new PackageRefused({ expected: READABLE, found: `in which ${printable(name)} ${what}` });
    try {
      const chunks: Buffer[] = [];
      let length = 0;
      const stream: Readable = await this.#zip.openReadStreamPromise(entry);
      for await (const chunk of stream) {
        length += (chunk as Buffer).length;
        if (length > max) throw found(`has more than ${max} bytes`);
        chunks.push(chunk as Buffer);
      }
      return Buffer.concat(chunks);
    } catch (error) {
      throw error instanceof PackageRefused ? error : found(`is damaged (${String((error as Error).message)})`);
    }
  }

  close(): void {
    this.#zip.close();
  }
}

/** The error of yauzl for a file that it cannot read, in our words where they help. */
export function zipError(error: unknown): PackageRefused {
  const message = error instanceof Error ? error.message : String(error);
  const unsafe = /^(?:invalid relative path|absolute path): (.*)$/s.exec(message)?.[1];
  if (unsafe !== undefined) {
    return new PackageRefused({
      expected: "a zip file that stays in the folder it is unpacked to",
      found: `which would write to ${printable(unsafe)}`,
    });
  }
  if (/end of central directory record signature not found/i.test(message)) {
    return new PackageRefused({ expected: READABLE, found: "which is no zip file, or lacks its end" });
  }
  return new PackageRefused({ expected: READABLE, found: `which is damaged: ${printable(message)}` });
}

/** A name that somebody else chose, as it may stand in a terminal. */
export function printable(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name).slice(1, -1);
}

function about(names: readonly string[], expected: string, found: string): PackageProblem[] {
  if (names.length === 0) return [];
  const shown = names.slice(0, SHOWN).map(printable).join(", ");
  return [{ expected, found: `${found} (${shown}${names.length > SHOWN ? `, and ${names.length - SHOWN} more` : ""})` }];
}
