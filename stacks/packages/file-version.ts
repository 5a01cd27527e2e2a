const utf16 = (text: string) => Buffer.from(text, "utf16le");
/** The words of Windows' version resource. "ProductVersion" is what people call the version. */
const KEYS = ["ProductVersion", "FileVersion"].map((key) => utf16(`${key}\0`));
/** Longer texts are no versions. */
const MAX_CHARACTERS = 64;

/**
 * The version in the version resource of a Windows program or library ("Details" in its properties), without what follows "+", which is
 * the build's commit. Undefined when it has none.
 */
export function fileVersion(assembly: Buffer): string | undefined {
  for (const key of KEYS) {
    const at = assembly.indexOf(key);
    if (at < 0) continue;
    // The value begins at the next multiple of four bytes, after zeros.
    let start = at + key.length;
    while (start < at + key.length + 4 && assembly.readUInt16LE(Math.min(start, assembly.length - 2)) === 0) start += 2;
    const text = assembly.subarray(start, start + MAX_CHARACTERS * 2).toString("utf16le");
    const version = text.split("\0")[0]?.split("+")[0]?.trim();
    if (version) return version;
  }
  return undefined;
}
