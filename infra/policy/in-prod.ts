import type { Check, CheckedResource } from "./rule.ts";

/** The stack whose data is protected from mistakes. In any other stack, `destroy` deletes everything. */
const PRODUCTION_STACK = "prod";

function inProductionStack({ urn }: CheckedResource): boolean {
  return urn.startsWith(`urn:pulumi:${PRODUCTION_STACK}::`);
}

/** The same check, for resources of production only. */
export function inProd(check: Check): Check {
  return { ...check, find: (resource, all) => (inProductionStack(resource) ? check.find(resource, all) : undefined) };
}
