import type { Check, Judged } from "./rule.ts";

/** The stack whose data outlives mistakes; in any other, `destroy` takes everything. */
const DURABLE_STACK = "prod";

function inDurableStack({ urn }: Judged): boolean {
  return urn.startsWith(`urn:pulumi:${DURABLE_STACK}::`);
}

/** The check, for production alone. */
export function inProd(check: Check): Check {
  return { ...check, find: (resource, all) => (inDurableStack(resource) ? check.find(resource, all) : undefined) };
}
