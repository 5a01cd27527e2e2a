import type { Document } from "../permissions/statement.ts";

/** Actions that a policy allows after a change and not before, and those that it allows no longer. `present` may be anything. */
export function changedActions(present: unknown, wanted: Document): { gained: string[]; lost: string[] } {
  const before = allowedBy(present);
  const after = allowedBy(wanted);
  return {
    gained: [...after].filter((action) => !before.has(action)),
    lost: [...before].filter((action) => !after.has(action)),
  };
}

function allowedBy(document: unknown): Set<string> {
  const statements = [(document as { Statement?: unknown } | undefined)?.Statement ?? []].flat() as {
    Effect?: string;
    Action?: unknown;
  }[];
  const actions = statements
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => [Action ?? []].flat().map(String));
  return new Set(actions.sort());
}
