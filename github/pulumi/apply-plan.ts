import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import { printable } from "../../operate/command-line/printable.ts";
import { reasonIn } from "../../operate/deployed-stack/pulumi-error.ts";
import { runPulumi, typeAndName, withoutValues } from "./run-pulumi.ts";

/** What of an event of the engine is shown. */
interface EngineEvent {
  readonly resOutputsEvent?: { readonly metadata: { readonly op: string; readonly urn: string } };
  readonly diagnosticEvent?: { readonly urn?: string; readonly message: string; readonly severity: string };
  readonly policyEvent?: { readonly resourceUrn?: string; readonly message: string; readonly policyName: string };
}

/**
 * Updates a stack within a plan of Pulumi: the engine refuses whatever the plan does not have. Shows progress by names.
 *
 * @throws CommandRefused when the update failed; what it did until then is deployed
 */
export async function applyPlan(
  stack: string,
  directory: string,
  options: readonly string[],
  show: (line: string) => void,
): Promise<void> {
  const problems: string[] = [];
  const { code, errors } = await runPulumi(["up", "--yes", "--skip-preview", "--json", ...options], stack, directory, (line) => {
    const { resOutputsEvent, diagnosticEvent, policyEvent } = eventIn(line);
    if (resOutputsEvent !== undefined && !["same", "refresh"].includes(resOutputsEvent.metadata.op)) {
      const [type, name] = typeAndName(resOutputsEvent.metadata.urn);
      show(`${resOutputsEvent.metadata.op.padEnd(18)} ${name} (${type})`);
    }
    if (diagnosticEvent?.severity === "error") problems.push(about(diagnosticEvent.urn, withoutValues(diagnosticEvent.message)));
    if (diagnosticEvent?.severity === "warning")
      show(about(diagnosticEvent.urn, `warning: ${withoutValues(diagnosticEvent.message)}`));
    if (policyEvent !== undefined)
      show(about(policyEvent.resourceUrn, `policy ${policyEvent.policyName}: ${withoutValues(policyEvent.message)}`));
  });
  if (code === 0) return;
  const why = problems.length > 0 ? problems : [reasonIn(errors)];
  throw new CommandRefused([`The update of the stack "${stack}" failed.`, ...why], EXIT_CODE.wrong);
}

function about(urn: string | undefined, message: string): string {
  const name = urn ? `${typeAndName(urn)[1]}: ` : "";
  return printable(`${name}${message.trim()}`);
}

function eventIn(line: string): EngineEvent {
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return {};
  }
}
