import type { DeployedStack } from "./relay-rehearsal.ts";
import { resourcesIn } from "./state.ts";

const CERTIFICATE = "aws:acm/certificate:Certificate";
const ALL = ["sm", "ad", "ds"];

/** Puts the relay in front of the three products, takes one away, and then all. Nothing of the relay's own host is touched. */
export async function rehearseRelayDomains(
  stack: DeployedStack & { readonly unchanged: (step: string) => Promise<void> },
): Promise<void> {
  await stack.configure({ relayDomains: ALL });
  await stack.update(
    "the relay gets a host for each product",
    ({ create, delete: deleted }) => create !== undefined && deleted === undefined,
  );
  expectHosts(stack, ALL);
  await stack.unchanged("a preview shows no change with these hosts");
  await stack.configure({ relayDomains: ALL.toReversed() });
  await stack.unchanged("the order of the hosts is no change");
  await stack.configure({ relayDomains: ["sm", "ds"] });
  await stack.update("one of the hosts is removed", ({ delete: deleted }) => deleted !== undefined);
  expectHosts(stack, ["sm", "ds"]);
  await stack.configure({ relayDomains: undefined });
  await stack.update("the setting is removed", ({ create, delete: deleted }) => create === undefined && deleted !== undefined);
  expectHosts(stack, []);
  await stack.unchanged("a preview shows no change without these hosts");
}

/** Certificate, task and output name the same hosts. */
function expectHosts(stack: DeployedStack, products: readonly string[]): void {
  const resources = resourcesIn(stack.state());
  const named = (text: unknown) =>
    [...new Set(JSON.stringify(text ?? "").match(/relay-(sm|ad|ds)-nonprod-xmpro/g))].map((host) => host.slice(6, 8)).sort();
  const certificates = resources.filter(({ type, urn }) => type === CERTIFICATE && urn.endsWith("::relay-domains"));
  const [task] = resources.filter(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition");
  const [root] = resources.filter(({ type }) => type === "pulumi:pulumi:Stack");
  const seen = {
    certificate: named(certificates.map(({ outputs }) => outputs?.subjectAlternativeNames)),
    task: named(task?.outputs?.containerDefinitions),
    output: named(root?.outputs?.relayDomainUrls),
  };
  const wanted = JSON.stringify([...products].sort());
  const asExpected = Object.values(seen).every((hosts) => JSON.stringify(hosts) === wanted);
  stack.note(
    "certificate, tasks and outputs name these hosts",
    JSON.stringify(seen),
    asExpected ? "ok" : `FAILED: not ${wanted}`,
  );
}
