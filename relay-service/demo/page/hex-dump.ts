/** Lines of `width` bytes in hexadecimal and, where they are visible ASCII, as characters. */
export function hexDump(bytes: Uint8Array, width: number): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += width) {
    const row = [...bytes.subarray(at, at + width)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : "·")).join("");
    lines.push(`${hex.padEnd(width * 3)} ${text}`);
  }
  return lines.join("\n");
}
