import { createHash } from "node:crypto";
import { pulumiOutput } from "./run-pulumi.ts";

/**
 * A digest of a stack's state: it changes with every update, import and refresh that changes anything. Ciphertexts do not count, as a secrets provider
 * may encrypt the same secret differently each time.
 */
export async function stateDigest(stack: string, directory: string): Promise<string> {
  const state: unknown = JSON.parse(await pulumiOutput(["stack", "export"], stack, directory));
  const { deployment } = Object(state) as { deployment?: unknown };
  const { resources, pending_operations: pending } = Object(deployment) as Record<string, unknown>;
  const text = JSON.stringify([resources ?? [], pending ?? []], (key, value) => (key === "ciphertext" ? "" : value));
  return createHash("sha256").update(text).digest("hex");
}
