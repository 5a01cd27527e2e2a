import { namesOf, type Target } from "../names.ts";
import type { PlannedNames } from "../plan/planned-names.ts";

/** Which resources a role may reach with the actions of one service. */
export interface Scope {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/**
 * EC2 checks an action on every resource that takes part: a subnet's creation on the subnet and on its VPC. AWS chooses the ids, so the kind is all that
 * is known before.
 */
const EC2_KINDS = [
  "elastic-ip internet-gateway natgateway network-acl network-interface prefix-list route-table security-group",
  "security-group-rule subnet vpc vpc-endpoint vpc-flow-log instance volume launch-template",
].flatMap((kinds) => kinds.split(" ").map((kind) => `${kind}/*`));

/** The resources of a plan by service: ARNs with the names that the plan knows. */
export function scopesOf(plan: PlannedNames, target: Target): Readonly<Record<string, Scope>> {
  const { accountId: account } = target;
  const regions = plan.regions();
  const arn = (service: string, ...resources: readonly string[]) =>
    regions.flatMap((region) => resources.map((resource) => `arn:aws:${service}:${region}:${account}:${resource}`));
  const iam = (kind: string, names: readonly string[]) => names.map((name) => `arn:aws:iam::${account}:${kind}/${name}`);
  const each = (names: readonly string[], ...forms: readonly ((name: string) => string)[]) =>
    names.flatMap((name) => forms.map((form) => form(name)));
  const same = (resources: readonly string[]): Scope => ({ read: resources, write: resources });

  const applications = plan.names("aws:elasticbeanstalk/application:Application");
  const environments = plan.names("aws:elasticbeanstalk/environment:Environment");
  const hasBeanstalk = environments.length > 0;
  const beanstalk = [
    ...arn("elasticbeanstalk", ...each(applications, (name) => `application/${name}`)),
    ...each(["applicationversion", "configurationtemplate", "environment"], (kind) => kind).flatMap((kind) =>
      arn("elasticbeanstalk", ...each(applications, (name) => `${kind}/${name}/*`)),
    ),
    ...regions.flatMap((region) => [
      `arn:aws:elasticbeanstalk:${region}::solutionstack/*`,
      `arn:aws:elasticbeanstalk:${region}::platform/*`,
    ]),
  ];
  const balancers = [...plan.names("aws:lb/loadBalancer:LoadBalancer"), ...(hasBeanstalk ? ["awseb-*"] : [])];
  const targetGroups = [...plan.names("aws:lb/targetGroup:TargetGroup"), ...(hasBeanstalk ? ["awseb-*"] : [])];
  const logGroups = [
    ...plan.names("aws:cloudwatch/logGroup:LogGroup"),
    ...environments.map((name) => `/aws/elasticbeanstalk/${name}/*`),
  ];
  const databases = plan.names("aws:rds/instance:Instance", "identifier");
  const caches = plan.names("aws:elasticache/replicationGroup:ReplicationGroup", "replicationGroupId");
  const clusters = plan.names("aws:ecs/cluster:Cluster");

  return {
    acm: same(arn("acm", "certificate/*")),
    "application-autoscaling": same(arn("application-autoscaling", "scalable-target/*")),
    autoscaling: same(
      arn(
        "autoscaling",
        "autoScalingGroup:*:autoScalingGroupName/awseb-e-*",
        "launchConfiguration:*:launchConfigurationName/awseb-e-*",
      ),
    ),
    cloudformation: same(arn("cloudformation", "stack/awseb-e-*")),
    cloudwatch: {
      read: [...arn("cloudwatch", "alarm:*"), ...dashboards(plan, account)],
      write: [
        ...arn(
          "cloudwatch",
          ...each(plan.shortNames("aws:cloudwatch/metricAlarm:MetricAlarm"), (name) => `alarm:${name}`),
          ...(plan.has("aws:appautoscaling/policy:Policy") ? ["alarm:TargetTracking-service/*"] : []),
          ...(hasBeanstalk ? ["alarm:awseb-*"] : []),
        ),
        ...dashboards(plan, account),
      ],
    },
    ec2: same(arn("ec2", ...EC2_KINDS)),
    ecr: same(arn("ecr", ...each(plan.names("aws:ecr/repository:Repository"), (name) => `repository/${name}`))),
    ecs: same(
      arn(
        "ecs",
        ...each(
          clusters,
          (name) => `cluster/${name}`,
          (name) => `service/${name}/*`,
          (name) => `service-deployment/${name}/*`,
        ),
        ...each(plan.names("aws:ecs/taskDefinition:TaskDefinition", "family"), (name) => `task-definition/${name}:*`),
      ),
    ),
    elasticache: {
      read: arn(
        "elasticache",
        ..."cluster parametergroup replicationgroup serverlesscache snapshot subnetgroup".split(" ").map((kind) => `${kind}:*`),
      ),
      write: arn(
        "elasticache",
        ...each(
          caches,
          (name) => `replicationgroup:${name}`,
          (name) => `cluster:${name}-*`,
          (name) => `snapshot:${name}-*`,
        ),
        ...each(plan.names("aws:elasticache/parameterGroup:ParameterGroup"), (name) => `parametergroup:${name}`),
        "parametergroup:default.*",
        ...each(plan.names("aws:elasticache/subnetGroup:SubnetGroup"), (name) => `subnetgroup:${name}`),
        ...each(
          plan.names("aws:elasticache/serverlessCache:ServerlessCache"),
          (name) => `serverlesscache:${name}`,
          (name) => `serverlesscachesnapshot:${name}-*`,
        ),
      ),
    },
    elasticbeanstalk: same(beanstalk),
    elasticloadbalancing: {
      read: arn("elasticloadbalancing", "loadbalancer/app/*"),
      write: arn(
        "elasticloadbalancing",
        ...each(
          balancers,
          (name) => `loadbalancer/app/${name}/*`,
          (name) => `listener/app/${name}/*`,
          (name) => `listener-rule/app/${name}/*`,
        ),
        ...each(targetGroups, (name) => `targetgroup/${name}/*`),
      ),
    },
    events: same(arn("events", ...each(plan.names("aws:cloudwatch/eventRule:EventRule"), (name) => `rule/${name}`))),
    iam: same([
      ...iam("role", plan.names("aws:iam/role:Role")),
      ...iam("instance-profile", plan.names("aws:iam/instanceProfile:InstanceProfile")),
      ...iam("user", plan.names("aws:iam/user:User")),
    ]),
    kms: same([...arn("kms", "key/*"), ...arn("kms", ...plan.names("aws:kms/alias:Alias"))]),
    logs: same(
      arn(
        "logs",
        ...each(
          logGroups,
          (name) => `log-group:${name}`,
          (name) => `log-group:${name}:*`,
        ),
      ),
    ),
    rds: {
      read: arn("rds", ..."db pg subgrp og snapshot auto-backup".split(" ").map((kind) => `${kind}:*`)),
      write: arn(
        "rds",
        ...each(
          databases,
          (name) => `db:${name}`,
          (name) => `snapshot:${name}-*`,
          (name) => `snapshot:rds:${name}-*`,
        ),
        ...each(plan.names("aws:rds/parameterGroup:ParameterGroup"), (name) => `pg:${name}`),
        ...each(plan.names("aws:rds/subnetGroup:SubnetGroup"), (name) => `subgrp:${name}`),
        ...each(plan.names("aws:rds/optionGroup:OptionGroup"), (name) => `og:${name}`),
        "pg:default.*",
        "og:default:*",
        ...(plan.has("aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication") ? ["auto-backup:*"] : []),
        ...each(snapshots(plan), (name) => `snapshot:${name}`),
      ),
    },
    route53: same(["arn:aws:route53:::hostedzone/*", "arn:aws:route53:::change/*"]),
    ses: same(
      arn("ses", ...each(plan.values("aws:sesv2/emailIdentity:EmailIdentity", "emailIdentity"), (name) => `identity/${name}`)),
    ),
    sns: same(arn("sns", ...plan.names("aws:sns/topic:Topic"))),
    ssm: {
      read: [...parameters(plan, arn), ...publicParameters(plan, regions)],
      write: parameters(plan, arn),
    },
    wafv2: {
      read: arn("wafv2", "regional/webacl/*").concat(arn("elasticloadbalancing", "loadbalancer/app/*")),
      write: [
        ...arn(
          "wafv2",
          ...each(plan.names("aws:wafv2/webAcl:WebAcl"), (name) => `regional/webacl/${name}/*`),
          "regional/managedruleset/*",
        ),
        ...arn("elasticloadbalancing", ...each(balancers, (name) => `loadbalancer/app/${name}/*`)),
      ],
    },
  };
}

type ArnOf = (service: string, ...resources: readonly string[]) => readonly string[];

function dashboards(plan: PlannedNames, account: string): string[] {
  const names = plan.names("aws:cloudwatch/dashboard:Dashboard", "dashboardName");
  return names.map((name) => `arn:aws:cloudwatch::${account}:dashboard/${name}`);
}

function parameters(plan: PlannedNames, arn: ArnOf): readonly string[] {
  return arn("ssm", ...plan.names("aws:ssm/parameter:Parameter").map((name) => `parameter/${name.replace(/^\//, "")}`));
}

/** Parameters of AWS itself, which belong to no account. */
function publicParameters(plan: PlannedNames, regions: readonly string[]): string[] {
  const names = plan.lookUps("aws:ssm/getParameter:getParameter").map(({ name }) => String(name));
  return names.flatMap((name) => regions.map((region) => `arn:aws:ssm:${region}::parameter${name}`));
}

/** A snapshot that the database is restored from. */
function snapshots(plan: PlannedNames): string[] {
  const sources = plan.values("aws:rds/instance:Instance", "snapshotIdentifier");
  const copies = plan.names("aws:rds/snapshotCopy:SnapshotCopy", "targetDbSnapshotIdentifier");
  return [...sources, ...copies].map((name) => name.split(":snapshot:").at(-1) ?? name);
}

/** ARNs of the buckets, for actions of S3 on buckets and on objects. */
export function bucketScopes(plan: PlannedNames, target: Target) {
  const { accountId, region } = target;
  const arn = (name: string) => `arn:aws:s3:::${name}`;
  const own = plan.names("aws:s3/bucket:Bucket", "bucket").map(arn);
  const hasBeanstalk = plan.has("aws:elasticbeanstalk/environment:Environment");
  const beanstalk = hasBeanstalk ? [arn(`elasticbeanstalk-${region}-${accountId}`)] : [];
  // AWS's own buckets, which hold its platforms and the sample application.
  const platform = hasBeanstalk
    ? ["env-resources-", "platform-assets-", "samples-", ""].map((part) => arn(`elasticbeanstalk-${part}${region}`))
    : [];
  const packages = [...plan.lookUps("aws:s3/getObject:getObject"), ...plan.lookUps("aws:s3/getBucket:getBucket")];
  const foreign = [...new Set(packages.map(({ bucket }) => arn(String(bucket))))].filter((bucket) => !own.includes(bucket));
  const uploads = [...new Set(plan.resources("aws:s3/bucketObjectv2:BucketObjectv2").map(({ inputs }) => String(inputs.bucket)))];
  const packageBuckets = own.filter((bucket) =>
    uploads.some((name) => bucket.startsWith(arn(`${name}-`)) || bucket === arn(name)),
  );
  const objects = (buckets: readonly string[]) => buckets.map((bucket) => `${bucket}/*`);
  return {
    state: arn(namesOf(target).bucket),
    buckets: { read: [...own, ...beanstalk, ...platform, ...foreign], write: [...own, ...beanstalk] },
    /** Not the certificates: neither role reads private keys. */
    readObjects: objects([...packageBuckets, ...beanstalk, ...platform, ...foreign]),
    writeObjects: objects([...packageBuckets, ...beanstalk]),
    /** A bucket that may go is emptied first. */
    deleteObjects: objects([...own, ...beanstalk]),
  };
}
