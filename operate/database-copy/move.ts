import { type Goal, namesFor, type Placement, TAG } from "./placement.ts";
import type { RdsServers, Server } from "./rds-servers.ts";

/**
 * Gives both servers the names of a goal, one rename after the other. Wherever it stops, the same goal or the other one may follow.
 *
 * @returns both servers under their new names
 */
export async function move(
  servers: RdsServers,
  identifier: string,
  goal: Goal,
  { original, copy }: Extract<Placement, { copy: Server }>,
): Promise<{ original: Server; copy: Server }> {
  const names = namesFor(identifier);
  await servers.tag(copy, { [TAG.role]: "copy", [TAG.goal]: goal });
  await servers.tag(original, { [TAG.role]: "original", [TAG.goal]: goal });
  const wanted = goal === "swapped" ? { original: names.before, copy: names.live } : { original: names.live, copy: names.copy };
  // The name of the stack's server must be free before the other one takes it.
  const leaving = goal === "swapped" ? original : copy;
  const entering = goal === "swapped" ? copy : original;
  const left = await rename(servers, leaving, goal === "swapped" ? wanted.original : wanted.copy);
  const entered = await rename(servers, entering, names.live);
  return goal === "swapped" ? { original: left, copy: entered } : { original: entered, copy: left };
}

async function rename(servers: RdsServers, server: Server, name: string): Promise<Server> {
  // A rename of an interrupted run may still be under way.
  const now = await servers.settled(server.resourceId, `find ${server.name} available`);
  if (now.name === name) return now;
  const what = `rename ${now.name} to ${name}`;
  return servers.modify(now, what, { NewDBInstanceIdentifier: name }, (seen) => seen.name === name);
}
