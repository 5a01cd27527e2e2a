import { createHash } from "node:crypto";

/** What differs from one deployment to the next without a change of anybody: ids and digests that AWS or Pulumi choose. */
const MOVING: readonly RegExp[] = [
  // Digests and UUIDs.
  /\b[0-9a-f]{32,}\b/gi,
  /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  // "sg-0123456789abcdef0", "vpce-01234567".
  /\b([a-z]+-)[0-9a-f]{8,17}\b/gi,
  // The end of a name that Pulumi generated: "logs-1a2b3c4".
  /-[0-9a-f]{7}(?![0-9a-z])/gi,
  // Account ids.
  /\b\d{12}\b/g,
  // Points in time.
  /\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g,
];

/**
 * A finding as a baseline keeps it. Values in quotes are replaced by a part of their hash: a rule quotes no secret that it knows
 * of, but a program may call any argument secret, and the file is committed. All other words and numbers stay, so that a finding
 * that gets worse is another one.
 */
export function findingIdentity(finding: string): string {
  const still = MOVING.reduce((text, moving) => text.replace(moving, "#"), finding);
  return still.replace(/"(?:[^"\\]|\\.)*"/g, (quoted) => `"${shortHash(quoted)}"`);
}

/** 32 bits say whether a value is the same, and not what it is. */
function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
