import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { pulumiErrorOf } from "../deployed-stack/pulumi-error.ts";

/** A resource in an exported state. */
interface StateResource {
  readonly urn: string;
  readonly type: string;
  id?: string;
  outputs?: Record<string, unknown>;
}

interface State {
  readonly deployment?: { readonly resources?: readonly StateResource[] };
}

/** Runs the Pulumi CLI and gives what it printed. A test has its own. */
export type RunPulumi = (args: readonly string[], input?: string) => Promise<string>;

const DATABASE = "aws:rds/instance:Instance";
const REPLICATION = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication";

/**
 * Lets Pulumi's state point at the server that has the stack's name now. Pulumi finds a server by RDS's own id, which a rename does not
 * change: without this, the next `pulumi up` would rename the previous server back, or delete it. Secrets stay encrypted, as the state is
 * exported as it is stored.
 *
 * @param replicationArn of the backups in the second region, if there are any
 * @returns whether the state was changed
 */
export async function relinkState(
  stack: string,
  resourceId: string,
  replicationArn: string | undefined,
  runPulumi: RunPulumi = pulumi,
): Promise<boolean> {
  const state = JSON.parse(await runPulumi(["stack", "export", "--stack", stack])) as State;
  const resources = state.deployment?.resources ?? [];
  const server = resources.find(({ type, urn }) => type === DATABASE && urn.endsWith("::database"));
  if (server === undefined)
    throw new CommandRefused([`Pulumi's state of the stack "${stack}" has no SQL Server.`], EXIT_CODE.wrong);
  const replication = resources.find(({ type }) => type === REPLICATION);
  const changed = [
    pointAt(server, resourceId, { resourceId }),
    replication !== undefined && replicationArn !== undefined && pointAt(replication, replicationArn, {}),
  ];
  if (changed.includes(true)) await runPulumi(["stack", "import", "--stack", stack], JSON.stringify(state));
  const targets = [server, replication].flatMap((resource) => (resource ? ["--target", resource.urn] : []));
  await runPulumi(["refresh", "--stack", stack, ...targets, "--yes", "--skip-preview", "--non-interactive"]);
  return changed.includes(true);
}

function pointAt(resource: StateResource, id: string, outputs: Readonly<Record<string, unknown>>): boolean {
  if (resource.id === id) return false;
  resource.id = id;
  // A provider may keep notes of what it read last. Those of the previous server must not win over the id.
  const kept = Object.entries(resource.outputs ?? {}).filter(([key]) => !key.startsWith("__") || key === "__meta");
  resource.outputs = { ...Object.fromEntries(kept), id, ...outputs };
  return true;
}

async function pulumi(args: readonly string[], input = ""): Promise<string> {
  const child = spawn("pulumi", [...args, "--color", "never"], { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.on("error", () => {}).end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number>((resolve) => child.on("error", () => resolve(-1)).on("close", (status) => resolve(status ?? -1))),
  ]);
  if (code === 0) return out;
  // An export on standard output may hold what is not encrypted, so only the words of an error are shown.
  const said = pulumiErrorOf(new Error(err.trim() || `exit code ${code}`));
  throw new CommandRefused(
    [`"pulumi ${args.slice(0, 2).join(" ")}" failed: ${said}. The servers have their names. The same step goes on from there.`],
    EXIT_CODE.wrong,
  );
}
