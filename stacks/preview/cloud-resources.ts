import type { Inputs, Place } from "./cloud.ts";
import { natZones, zones } from "./cloud-parts.ts";

type Outputs = (name: string, inputs: Inputs, where: Place) => Record<string, unknown>;

const none: Outputs = () => ({});
const given = (inputs: Inputs, key: string, name: string) => (inputs[key] as string | undefined) ?? name;
const arn =
  (service: string, resource: string, global = false): Outputs =>
  (name, inputs, { accountId, region }) => ({
    arn: `arn:aws:${service}:${global ? "" : region}:${service === "s3" ? "" : accountId}:${resource}${given(inputs, "name", name)}`,
    name: given(inputs, "name", name),
  });

const balancing = (region: string, accountId: string, resource: string) =>
  `arn:aws:elasticloadbalancing:${region}:${accountId}:${resource}`;

/** What AWS adds to the arguments of each type, as far as the program reads it. */
export const RESOURCES: Readonly<Record<string, Outputs>> = {
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
  "aws:appautoscaling/policy:Policy": none,
  "aws:appautoscaling/scheduledAction:ScheduledAction": none,
  "aws:appautoscaling/target:Target": none,
  "aws:cloudwatch/eventRule:EventRule": arn("events", "rule/"),
  "aws:cloudwatch/eventTarget:EventTarget": none,
  "aws:cloudwatch/logGroup:LogGroup": arn("logs", "log-group:"),
  "aws:cloudwatch/metricAlarm:MetricAlarm": arn("cloudwatch", "alarm:"),
  "aws:ebs/encryptionByDefault:EncryptionByDefault": none,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": none,
  "aws:ec2/flowLog:FlowLog": none,
  "aws:ec2/networkAclRule:NetworkAclRule": none,
  "aws:ec2/route:Route": none,
  "aws:ec2/routeTable:RouteTable": none,
  "aws:ec2/routeTableAssociation:RouteTableAssociation": none,
  "aws:ec2/securityGroup:SecurityGroup": none,
  "aws:ec2/subnet:Subnet": none,
  "aws:ec2/vpcEndpoint:VpcEndpoint": none,
  "aws:ecs/cluster:Cluster": arn("ecs", "cluster/"),
  "aws:ecs/service:Service": arn("ecs", "service/"),
  "aws:ecs/taskDefinition:TaskDefinition": (name, { family }, { accountId, region }) => ({
    arn: `arn:aws:ecs:${region}:${accountId}:task-definition/${family ?? name}:1`,
  }),
  "aws:elasticache/parameterGroup:ParameterGroup": (name, inputs) => ({ name: given(inputs, "name", name) }),
  "aws:elasticache/replicationGroup:ReplicationGroup": (name, _, { region }) => ({
    primaryEndpointAddress: `master.${name}.cache.${region}.amazonaws.com`,
  }),
  "aws:elasticache/serverlessCache:ServerlessCache": (name, inputs, { region }) => {
    const address = `${given(inputs, "name", name)}.serverless.${region}.cache.amazonaws.com`;
    return {
      name: given(inputs, "name", name),
      endpoints: [{ address, port: 6379 }],
      readerEndpoints: [{ address, port: 6380 }],
    };
  },
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
  "aws:lb/listener:Listener": (name, _, { accountId, region }) => ({
    arn: balancing(region, accountId, `listener/app/${name}/0/0`),
  }),
  "aws:lb/loadBalancer:LoadBalancer": (name, _, { accountId, region }) => ({
    arn: balancing(region, accountId, `loadbalancer/app/${name}/0`),
    arnSuffix: `app/${name}/0`,
    dnsName: `${name}.${region}.elb.amazonaws.com`,
    zoneId: "Z-load-balancers",
  }),
  "aws:lb/targetGroup:TargetGroup": (name, _, { accountId, region }) => ({
    arn: balancing(region, accountId, `targetgroup/${name}/0`),
    arnSuffix: `targetgroup/${name}/0`,
  }),
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
  "aws:ssm/parameter:Parameter": () => ({ version: 1 }),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": none,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": none,
  "aws:wafv2/webAcl:WebAcl": arn("wafv2", "regional/webacl/"),
  "aws:wafv2/webAclAssociation:WebAclAssociation": none,
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": none,
  "awsx:ec2:Vpc": (name, inputs) => {
    const ids = (type: string) => zones(inputs).map((zone) => `${name}-${type}-${zone}-id`);
    // The plugin makes public ones first, whatever the order of the specification.
    const children = zones(inputs).flatMap((zone) =>
      ["public", "private", "isolated"].map((type) => ({ zone, child: `${name}-${type}-${zone}` })),
    );
    return {
      vpcId: `${name}-id`,
      vpc: { id: `${name}-id`, defaultNetworkAclId: `acl-${name}` },
      publicSubnetIds: ids("public"),
      privateSubnetIds: ids("private"),
      isolatedSubnetIds: ids("isolated"),
      subnets: children.map(({ zone, child }) => ({ id: `${child}-id`, availabilityZone: `zone-${zone}` })),
      routeTables: children.map(({ child }) => ({ id: `rtb-${child}` })),
      routeTableAssociations: children.map(({ child }) => ({ subnetId: `${child}-id`, routeTableId: `rtb-${child}` })),
      natGateways: natZones(inputs).map((zone) => ({ id: `${name}-${zone}-id` })),
      eips: natZones(inputs).map((zone) => ({ publicIp: `192.0.2.${zone}` })),
    };
  },
  "awsx:ecr:Repository": (name, inputs, { accountId, region }) => ({
    url: `${accountId}.dkr.ecr.${region}.amazonaws.com/${given(inputs, "name", name)}`,
  }),
  "docker:index/image:Image": (_, { imageName }) => ({
    repoDigest: `${String(imageName).replace(/:[^:/]+$/, "")}@sha256:${"0".repeat(64)}`,
  }),
  "random:index/randomBytes:RandomBytes": (name, { length }) => {
    const bytes = Buffer.from(`generated-for-${name}-`.padEnd(Number(length), "x")).subarray(0, Number(length));
    return { hex: bytes.toString("hex"), base64: bytes.toString("base64") };
  },
  "random:index/randomId:RandomId": () => ({ hex: "00000000" }),
  // Longer than any real one, so that a leak is found wherever it may be.
  "random:index/randomPassword:RandomPassword": (name) => ({ result: `generated-for-${name}-${"x".repeat(24)}` }),
};
