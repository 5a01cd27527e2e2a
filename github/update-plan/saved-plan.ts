import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { CouldNotLook } from "../../operate/command-line/could-not-look.ts";
import { count, oneOf, record, text } from "../pull-request-plan/checks.ts";

/** A plan of Pulumi, and what it is bound to. */
export interface SavedPlan {
  readonly version: 1;
  readonly stack: string;
  /** The commit whose program made it. */
  readonly commit: string;
  /** The state that it starts from. */
  readonly stateDigest: string;
  /** Time in milliseconds since 1970. */
  readonly createdAt: number;
  /** Changes in it. */
  readonly steps: number;
  /**
   * Pulumi's own document, in base64 so that nobody reads a value of it by chance. Its secrets are encrypted by the stack's secrets provider; other
   * values are in plain text.
   */
  readonly plan: string;
}

const digest = text(/^[0-9a-f]{64}$/, "a SHA-256 digest");

const shape = record<SavedPlan>({
  version: oneOf([1]),
  stack: text(/^[a-z][a-z0-9-]{0,39}$/, "the name of a stack"),
  commit: text(/^[0-9a-f]{40}$/, "the hash of a commit"),
  stateDigest: digest,
  createdAt: count(1e14),
  steps: count(100_000),
  plan: text(/^[A-Za-z0-9+/]+=*$/, "base64"),
});

/** Reads a file of `save`. @throws CouldNotLook when it is none */
export async function readSavedPlan(file: string): Promise<{ readonly saved: SavedPlan; readonly sha256: string }> {
  try {
    const bytes = await readFile(file);
    return { saved: shape(JSON.parse(bytes.toString()), "the plan"), sha256: sha256Of(bytes) };
  } catch {
    throw new CouldNotLook(`${file} is no plan of npm run update-plan -- save, or cannot be read.`);
  }
}

export function sha256Of(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
