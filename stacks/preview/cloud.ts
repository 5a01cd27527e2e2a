import { PARTS } from "./cloud-parts.ts";
import { RESOURCES } from "./cloud-resources.ts";

/** A resource that a plugin would make inside its component, where this process has no plugin to ask. */
export interface Part {
  readonly type: string;
  readonly name: string;
  /** Name and type of the part it hangs on; the component itself when left out. */
  readonly parent?: Pick<Part, "type" | "name">;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Parts it waits for. */
  readonly after?: readonly Pick<Part, "type" | "name">[];
}

/** What answers a program instead of AWS. Strict: it knows what this project uses and refuses the rest. */
export interface Cloud {
  /** @throws for a type that it does not know. */
  create(
    type: string,
    name: string,
    inputs: Inputs,
    custom: boolean,
  ): { id: string | undefined; outputs: Record<string, unknown> };
  /** Parts of a component that a plugin builds. */
  parts(type: string, name: string, inputs: Inputs): readonly Part[];
  /** @throws for a look-up that it does not know. */
  lookUp(token: string, inputs: Inputs): Record<string, unknown>;
}

export type Inputs = Readonly<Record<string, unknown>>;

export interface Place {
  readonly accountId: string;
  readonly region: string;
}

const LOOK_UPS: Readonly<Record<string, (inputs: Inputs, where: Place) => Record<string, unknown>>> = {
  // What was brought cannot be looked at from here: an empty answer stands for "nobody knows".
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, vpcId: "", availabilityZone: "" }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": ({ name }) => ({ id: `pl-${name}` }),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": (_, { accountId, region }) => ({
    userName: "AWS",
    password: "generated-for-the-registry",
    proxyEndpoint: `https://${accountId}.dkr.ecr.${region}.amazonaws.com`,
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: [] }),
  "aws:route53/getZone:getZone": ({ zoneId }) => ({ zoneId, name: "", privateZone: false }),
  "aws:elasticbeanstalk/getSolutionStack:getSolutionStack": ({ nameRegex }) => ({ name: newest(String(nameRegex)) }),
  "aws:lb/getHostedZoneId:getHostedZoneId": () => ({ id: "Z-load-balancers" }),
};

/** The pattern itself, readable: what will be taken is known only to AWS on the day. */
const newest = (pattern: string) =>
  pattern
    .replace(/^\^|\$$/g, "")
    .replaceAll("\\d+", "*")
    .replaceAll("\\.", ".");

/** Policies quote an endpoint by its id, and the judge checks the form; nobody reads the others. */
const idOf = (type: string, name: string) => (type === "aws:ec2/vpcEndpoint:VpcEndpoint" ? `vpce-${name}` : `${name}-id`);

/** An AWS that exists in this process alone. */
export function offlineCloud(where: Place): Cloud {
  return {
    create(type, name, inputs, custom) {
      const outputs = RESOURCES[type];
      if (outputs !== undefined) return { id: idOf(type, name), outputs: { ...inputs, ...outputs(name, inputs, where) } };
      if (!custom) return { id: undefined, outputs: {} };
      throw new Error(
        `the offline cloud does not know the type ${type} (of "${name}"): add it to stacks/preview/cloud-resources.ts`,
      );
    },
    parts: (type, name, inputs) => PARTS[type]?.(name, inputs) ?? [],
    lookUp(token, inputs) {
      const answer = LOOK_UPS[token];
      if (answer === undefined)
        throw new Error(`the offline cloud does not know the look-up ${token}: add it to LOOK_UPS in stacks/preview/cloud.ts`);
      return answer(inputs, where);
    },
  };
}
