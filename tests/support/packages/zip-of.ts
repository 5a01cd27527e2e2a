import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** What a zip holds: content by name. A list has the entries of equal names one after the other; "folder/" is an empty folder. */
export type Files = Readonly<Record<string, string | Buffer>> | readonly (readonly [name: string, content: string | Buffer])[];

/** A zip, as a program of somebody else writes it. */
export async function zipOf(files: Files, options: { compress?: boolean; zip64?: boolean } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  const { compress = true, zip64 = false } = options;
  for (const [name, content] of Array.isArray(files) ? files : Object.entries(files)) {
    if (name.endsWith("/")) zip.addEmptyDirectory(name);
    else zip.addBuffer(Buffer.from(content), name, { compress, forceZip64Format: zip64, mtime: new Date(0) });
  }
  zip.end({ forceZip64Format: zip64, comment: "" });
  return buffer(zip.outputStream);
}

/** The zip with another name of the same length for an entry: yazl refuses to write hostile ones. */
export function renamed(zip: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error("the names must have the same length");
  return Buffer.from(zip.toString("latin1").replaceAll(from, to), "latin1");
}

/** The zip with this 16-bit number in the header of the first entry in its directory. */
export function withDirectoryField(zip: Buffer, offset: number, value: number): Buffer {
  const copy = Buffer.from(zip);
  copy.writeUInt16LE(value, copy.indexOf("PK\x01\x02", 0, "latin1") + offset);
  return copy;
}
