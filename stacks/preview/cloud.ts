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

type Outputs = (name: string, inputs: Inputs, where: Place) => Record<string, unknown>;

interface Place {
  readonly accountId: string;
  readonly region: string;
}

const none: Outputs = () => ({});
const given = (inputs: Inputs, key: string, name: string) => (inputs[key] as string | undefined) ?? name;
const arn =
  (service: string, resource: string, global = false): Outputs =>
  (name, inputs, { accountId, region }) => ({
    arn: `arn:aws:${service}:${global ? "" : region}:${service === "s3" ? "" : accountId}:${resource}${given(inputs, "name", name)}`,
    name: given(inputs, "name", name),
  });

/** What AWS adds to the arguments of each type, as far as the program reads it. */
const RESOURCES: Readonly<Record<string, Outputs>> = {
  "aws:acm/certificate:Certificate": (name, inputs, { accountId, region }) => ({
    arn: `arn:aws:acm:${region}:${accountId}:certificate/${name}`,
    domainValidationOptions: [inputs.domainName, ...((inputs.subjectAlternativeNames as string[] | undefined) ?? [])].map(
      (host) => ({
        domainName: host,
        resourceRecordName: `_proof.${host}`,
        resourceRecordType: "CNAME",
        resourceRecordValue: `_proof.${host}.acm-validations.aws`,
      }),
    ),
  }),
  "aws:acm/certificateValidation:CertificateValidation": none,
  "aws:cloudwatch/logGroup:LogGroup": arn("logs", "log-group:"),
  "aws:ebs/encryptionByDefault:EncryptionByDefault": none,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": none,
  "aws:ec2/flowLog:FlowLog": none,
  "aws:ec2/securityGroup:SecurityGroup": none,
  "aws:ec2/vpcEndpoint:VpcEndpoint": none,
  "aws:elasticache/parameterGroup:ParameterGroup": (name, inputs) => ({ name: given(inputs, "name", name) }),
  "aws:elasticache/replicationGroup:ReplicationGroup": (name, _, { region }) => ({
    primaryEndpointAddress: `master.${name}.cache.${region}.amazonaws.com`,
  }),
  "aws:elasticache/subnetGroup:SubnetGroup": (name, inputs) => ({ name: given(inputs, "name", name) }),
  "aws:elasticbeanstalk/application:Application": arn("elasticbeanstalk", "application/"),
  "aws:elasticbeanstalk/environment:Environment": (name, _, { region, accountId }) => ({
    endpointUrl: `awseb-${name}.${region}.elb.amazonaws.com`,
    loadBalancers: [`arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/awseb-${name}/0`],
  }),
  "aws:iam/instanceProfile:InstanceProfile": arn("iam", "instance-profile/", true),
  "aws:iam/role:Role": arn("iam", "role/", true),
  "aws:iam/rolePolicy:RolePolicy": none,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": none,
  "aws:kms/alias:Alias": none,
  "aws:kms/key:Key": (name, _, { accountId, region }) => ({ keyId: name, arn: `arn:aws:kms:${region}:${accountId}:key/${name}` }),
  "aws:rds/eventSubscription:EventSubscription": none,
  "aws:rds/instance:Instance": (name, inputs, { region }) => ({
    address: `${given(inputs, "identifier", name)}.rds.${region}.amazonaws.com`,
  }),
  "aws:rds/parameterGroup:ParameterGroup": (name, inputs) => ({ name: given(inputs, "name", name) }),
  "aws:rds/subnetGroup:SubnetGroup": (name, inputs) => ({ name: given(inputs, "name", name) }),
  "aws:route53/record:Record": (_, inputs) => ({ fqdn: inputs.name }),
  "aws:route53/zone:Zone": (name) => ({ zoneId: `Z-${name}`, nameServers: [1, 2, 3, 4].map((n) => `ns-${n}.awsdns.example`) }),
  "aws:s3/bucket:Bucket": (name) => ({ bucket: name, arn: `arn:aws:s3:::${name}` }),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": none,
  "aws:s3/bucketLogging:BucketLogging": none,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": none,
  "aws:s3/bucketPolicy:BucketPolicy": none,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": none,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": none,
  "aws:s3/bucketVersioning:BucketVersioning": none,
  "aws:sns/topic:Topic": arn("sns", ""),
  "aws:sns/topicPolicy:TopicPolicy": none,
  "aws:sns/topicSubscription:TopicSubscription": none,
  "aws:ssm/parameter:Parameter": none,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": none,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": none,
  "awsx:ec2:Vpc": (name, inputs) => {
    const of = (type: string) => zones(inputs).map((zone) => `${name}-${type}-${zone}-id`);
    return {
      vpcId: `${name}-id`,
      publicSubnetIds: of("public"),
      privateSubnetIds: of("private"),
      isolatedSubnetIds: of("isolated"),
      routeTables: ["private", "public", "isolated"].flatMap((type) => of(type).map((id) => ({ id }))),
      eips: natZones(inputs).map((zone) => ({ publicIp: `192.0.2.${zone}` })),
    };
  },
  "random:index/randomId:RandomId": () => ({ hex: "00000000" }),
  // Longer than any real one, so that a leak is found wherever it may be.
  "random:index/randomPassword:RandomPassword": (name) => ({ result: `generated-for-${name}-${"x".repeat(24)}` }),
};

const LOOK_UPS: Readonly<Record<string, (inputs: Inputs) => Record<string, unknown>>> = {
  // What was brought cannot be looked at from here: an empty answer stands for "nobody knows".
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({ id, vpcId: "", availabilityZone: "" }),
  "aws:route53/getZone:getZone": ({ zoneId }) => ({ zoneId, name: "" }),
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
        `the offline cloud does not know the type ${type} (of "${name}"): add it to RESOURCES in stacks/preview/cloud.ts`,
      );
    },
    parts: (type, name, inputs) => (type === "awsx:ec2:Vpc" ? vpcParts(name, inputs) : []),
    lookUp(token, inputs) {
      const answer = LOOK_UPS[token];
      if (answer === undefined)
        throw new Error(`the offline cloud does not know the look-up ${token}: add it to LOOK_UPS in stacks/preview/cloud.ts`);
      return answer(inputs);
    },
  };
}

const zones = (inputs: Inputs) => Array.from({ length: Number(inputs.numberOfAvailabilityZones) }, (_, zone) => zone + 1);
const natZones = (inputs: Inputs) => {
  const strategy = (inputs.natGateways as { strategy: string }).strategy;
  return strategy === "OnePerAz" ? zones(inputs) : strategy === "Single" ? [1] : [];
};

/** What awsx 3.9 makes for a VPC with these arguments; the rehearsal compares it with what the engine registers. */
function vpcParts(name: string, inputs: Inputs): Part[] {
  const vpc = { type: "aws:ec2/vpc:Vpc", name };
  const gateway = { type: "aws:ec2/internetGateway:InternetGateway", name };
  const parts: Part[] = [
    { ...vpc, inputs: { cidrBlock: inputs.cidrBlock, enableDnsHostnames: inputs.enableDnsHostnames } },
    { ...gateway, parent: vpc, inputs: {}, after: [vpc] },
  ];
  const nats = natZones(inputs);
  for (const zone of zones(inputs)) {
    for (const { type } of inputs.subnetSpecs as { type: string }[]) {
      const child = `${name}-${type.toLowerCase()}-${zone}`;
      const subnet = { type: "aws:ec2/subnet:Subnet", name: child };
      const table = { type: "aws:ec2/routeTable:RouteTable", name: child };
      const nat = { type: "aws:ec2/natGateway:NatGateway", name: `${name}-${zone}` };
      const way = {
        Public: gateway,
        Private: nats.length > 0 ? { ...nat, name: `${name}-${nats.includes(zone) ? zone : 1}` } : undefined,
      }[type];
      parts.push(
        { ...subnet, parent: vpc, inputs: { mapPublicIpOnLaunch: type === "Public" }, after: [vpc] },
        { ...table, parent: subnet, inputs: {}, after: [subnet] },
        { type: "aws:ec2/routeTableAssociation:RouteTableAssociation", name: child, parent: table, inputs: {}, after: [table] },
      );
      if (type === "Public" && nats.includes(zone)) {
        const address = { type: "aws:ec2/eip:Eip", name: nat.name };
        parts.push(
          { ...address, parent: subnet, inputs: { domain: "vpc" } },
          { ...nat, parent: subnet, inputs: {}, after: [address, subnet] },
        );
      }
      if (way) {
        const inputs = { destinationCidrBlock: "0.0.0.0/0" };
        parts.push({ type: "aws:ec2/route:Route", name: child, parent: table, inputs, after: [table, way] });
      }
    }
  }
  return parts;
}
