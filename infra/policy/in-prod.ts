import type { Check, CheckedResource } from "./rule.ts";

/** The stack whose data is protected from mistakes. In any other stack, `destroy` deletes everything. */
const DURABLE_STACK = "prod";

function inDurableStack({ urn }: CheckedResource): boolean {
  return urn.startsWith(`urn:pulumi:${DURABLE_STACK}::`);
}

/** The same check, for resources of production only. */
export function inProd(check: Check): Check {
  return { ...check, find: (resource, all) => (inDurableStack(resource) ? check.find(resource, all) : undefined) };
}
