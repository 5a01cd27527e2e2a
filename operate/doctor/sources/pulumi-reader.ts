import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { StackName } from "../../../stacks/settings/domain.ts";
import { CouldNotLook } from "../../command-line/could-not-look.ts";
import { pulumiErrorOf } from "../../deployed-stack/pulumi-error.ts";
import { once } from "./once.ts";

/** A preview with every resource has some MB. */
const MAX_OUTPUT_BYTES = 2 ** 28;

/** A resource of the state, as far as a check looks at it. Values of secrets are encrypted in it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A step that a preview would take. */
export interface PreviewStep {
  readonly op: string;
  readonly urn: string;
  readonly properties: readonly string[];
}

/** What Pulumi knows of the stack. Nothing of it takes a lock, selects the stack or changes its state. */
export interface PulumiReader {
  /** Where the state is, such as "s3://bucket?region=us-east-1". Holds no credentials: Pulumi reads those from the environment. */
  readonly backendUrl: () => Promise<string>;
  readonly projectName: () => Promise<string>;
  readonly state: () => Promise<{ readonly resources: readonly StateResource[]; readonly pending: readonly string[] }>;
  /** What `pulumi up --refresh` would do. */
  readonly preview: (signal: AbortSignal) => Promise<readonly PreviewStep[]>;
}

/** Reads by the CLI, with the stack named in each call. To select it would change what a person's next `pulumi up` is about. */
export async function openPulumi(name: StackName, directory: string): Promise<PulumiReader> {
  const { LocalWorkspace } = await import("@pulumi/pulumi/automation/index.js");
  const workspace = await LocalWorkspace.create({ workDir: directory });
  const { command } = workspace.pulumiCommand;
  const run = async (what: string, words: readonly string[], signal?: AbortSignal) => {
    try {
      const options = { cwd: directory, maxBuffer: MAX_OUTPUT_BYTES, ...(signal === undefined ? {} : { signal }) };
      return (await promisify(execFile)(command, [...words, "--non-interactive"], options)).stdout;
    } catch (error) {
      const because = signal?.aborted ? "there was no answer in time." : reasonOf(error);
      throw new CouldNotLook(`Pulumi did not say ${what}: ${because}`);
    }
  };
  return {
    backendUrl: async () => (parsed(await run("where the state is", ["whoami", "--json"])) as { url?: string }).url ?? "",
    projectName: async () => (await workspace.projectSettings()).name,
    // Two checks read it.
    state: once(async () => stateIn(parsed(await run("what the state has", ["stack", "export", "--stack", name])))),
    preview: async (signal) =>
      stepsIn(parsed(await run("what differs", ["preview", "--refresh", "--json", "--color=never", "--stack", name], signal))),
  };
}

/** With `--json`, Pulumi puts its errors into the document. */
function reasonOf(error: unknown): string {
  const { stdout = "" } = error as { stdout?: string };
  try {
    const { diagnostics = [] } = JSON.parse(stdout) as { diagnostics?: { severity?: string; message?: string }[] };
    const message = diagnostics.find(({ severity }) => severity === "error")?.message;
    if (message !== undefined) return message.trim().split("\n")[0] ?? message;
  } catch {
    // It came to no document.
  }
  return pulumiErrorOf(error);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new CouldNotLook("Pulumi answered with something that is not JSON. Try another version of its CLI.");
  }
}

interface Exported {
  readonly deployment?: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly { readonly resource: { readonly urn: string }; readonly type: string }[];
  };
}

function stateIn(json: unknown) {
  const { resources = [], pending_operations: pending = [] } = (json as Exported).deployment ?? {};
  return { resources, pending: pending.map(({ resource, type }) => `${type} ${nameIn(resource.urn)}`) };
}

interface Previewed {
  readonly steps?: readonly {
    readonly op: string;
    readonly urn: string;
    readonly diffReasons?: readonly string[] | null;
    readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
  }[];
}

function stepsIn(json: unknown): PreviewStep[] {
  return ((json as Previewed).steps ?? []).map(({ op, urn, diffReasons, detailedDiff }) => ({
    op,
    urn,
    properties: [
      ...new Set([...(diffReasons ?? []), ...Object.keys(detailedDiff ?? {}).map((path) => path.split(/[.[]/)[0] ?? "")]),
    ],
  }));
}

/** "aws:rds/instance:Instance database" of a URN. */
export function nameIn(urn: string): string {
  const [, , chain = "", name = ""] = urn.split("::");
  return `${chain.split("$").at(-1)} ${name}`;
}
