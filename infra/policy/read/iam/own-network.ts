import type { CheckedResource } from "../../rule.ts";
import { ownNames } from "../own-names.ts";
import { readStatements } from "../policy-document.ts";
import { vpc, vpcComponent } from "../resource-types.ts";
import { known, strings } from "../unknown-values.ts";
import { type Clause, limits } from "./conditions.ts";

const ENDPOINT_KEY = /^aws:sourcevpce$/;
const VPC_KEY = /^aws:sourcevpc$/;
const ENDPOINTS = { types: ["aws:ec2/vpcEndpoint:VpcEndpoint"], keys: ["id"] };
const NETWORKS: readonly string[] = [vpc, vpcComponent];
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

/** True if the conditions have an id in the form of an endpoint or of a VPC, whosever it is. */
export function namesNetwork(conditions: readonly Clause[]): boolean {
  return namesEndpoint(conditions) || limits(conditions, VPC_KEY, (value) => /^vpc-[0-9a-z-]+$/.test(value));
}

export function namesEndpoint(conditions: readonly Clause[]): boolean {
  return limits(conditions, ENDPOINT_KEY, (value) => /^vpce-[0-9a-z-]+$/.test(value));
}

/**
 * A check whether conditions of a policy let in requests from the stack's own network only: through its endpoints, or from its VPC. Where the stack is in a
 * VPC that it does not create, it does not create the endpoint either. Then any single endpoint passes, and whose it is has to be asked of AWS.
 */
export function fromOwnNetwork(
  document: unknown,
  from: CheckedResource,
  argument: string,
  all: readonly CheckedResource[],
): (conditions: readonly Clause[]) => boolean {
  const named = readStatements(document)
    .filter(({ allows }) => allows)
    .flatMap(({ conditions }) => conditions ?? [])
    .filter(({ key }) => ENDPOINT_KEY.test(key))
    .flatMap(({ values }) => values ?? []);
  const own = ownNames(named, ENDPOINTS, from, argument, all);
  const isExisting = !all.some(({ type }) => NETWORKS.includes(type)) && new Set(named).size === 1;
  const networks = all.flatMap(({ type, props }) =>
    strings(known(() => (NETWORKS.includes(type) ? props.id : type === GROUP ? props.vpcId : undefined))),
  );
  return (conditions) =>
    limits(conditions, ENDPOINT_KEY, (value) => own.has(value) || (isExisting && namesEndpoint(conditions))) ||
    limits(conditions, VPC_KEY, (value) => networks.includes(value));
}
