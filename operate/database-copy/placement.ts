import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { RdsServers, Server } from "./rds-servers.ts";

/** Tags by which the commands remember what they did. None is left on the server that the stack uses. */
export const TAG = {
  /** "copy" or "original". */
  role: "database-copy",
  /** What the copy is for, in words: "upgrade to 16.00.4265.3.v1". */
  purpose: "database-copy-purpose",
  /** Time up to which the copy has the data. */
  dataTime: "database-copy-data-until",
  /** "swapped" or "original": the names that a swap or its way back is about. */
  goal: "database-copy-goal",
} as const;

export type Goal = "swapped" | "original";

/** Names of the servers beside the stack's own. */
export function namesFor(identifier: string) {
  return { live: identifier, copy: `${identifier}-copy`, before: `${identifier}-before` };
}

/** Where a copy stands. `between`: a swap or its way back was interrupted. */
export type Placement =
  | { readonly phase: "none"; readonly original: Server }
  | { readonly phase: "copied"; readonly original: Server; readonly copy: Server }
  | { readonly phase: "swapped"; readonly original: Server; readonly copy: Server }
  | { readonly phase: "between"; readonly original: Server; readonly copy: Server };

/**
 * Finds out which server is the stack's original and which is the copy, by tags: names alone do not tell a swap from its way back.
 *
 * @throws CommandRefused when the servers are not those of a copy
 */
export async function placementOf(servers: RdsServers, identifier: string): Promise<Placement> {
  const names = namesFor(identifier);
  const [live, atCopy, atBefore] = [
    await servers.find(names.live),
    await servers.find(names.copy),
    await servers.find(names.before),
  ];
  const found = [live, atCopy, atBefore].filter((server) => server !== undefined);
  if (live !== undefined && found.length === 1) return { phase: "none", original: live };
  const copy =
    found.find(roleIs("copy")) ?? found.find((server) => found.some(roleIs("original")) && !roleIs("original")(server));
  const original = found.find((server) => server !== copy);
  if (found.length !== 2 || copy === undefined || original === undefined)
    throw new CommandRefused(
      [`The SQL Servers in the account are not those of one copy: ${list(found, names.live)}`],
      EXIT_CODE.wrong,
    );
  const goal = copy.tags.get(TAG.goal) ?? original.tags.get(TAG.goal);
  if (original === live && copy === atCopy && goal !== "swapped") return { phase: "copied", original, copy };
  if (copy === live && original === atBefore && goal !== "original") return { phase: "swapped", original, copy };
  return { phase: "between", original, copy };
}

const roleIs = (role: string) => (server: Server) => server.tags.get(TAG.role) === role;

function list(found: readonly Server[], live: string): string {
  if (found.length === 0) return `there is none with the name ${live}, nor a copy. Look at the databases in the RDS console.`;
  const all = found.map(({ name, tags }) => `${name} (${tags.get(TAG.role) ?? "not made by these commands"})`).join(", ");
  return `${all}. Rename or delete in the RDS console what is in the way.`;
}
