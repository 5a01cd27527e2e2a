// Which resources use a security group, and as what.
import type { CheckedResource } from "../../rule.ts";
import { listOption, settingsOf } from "../beanstalk-settings.ts";
import { isObject, nested } from "../nested.ts";
import { known, strings } from "../unknown-values.ts";

/** What a group is attached to, in the words of a finding. */
export type Kind =
  | "load balancer"
  | "instances"
  | "tasks"
  | "SQL Server"
  | "Redis"
  | "relay's cache"
  | "endpoint"
  | "function"
  | "interface"
  | "file system";

export interface Use {
  readonly holder: CheckedResource;
  readonly kind: Kind;
  /** Ids of the groups that are known. */
  readonly ids: readonly string[];
  /** URNs of the groups, as far as the argument names no others. */
  readonly urns: readonly string[];
  /** URNs of groups of which at least one is meant, and nobody knows which yet. */
  readonly possible: readonly string[];
}

/** How a type names its groups: the kind, the argument, and how to read the ids from it. */
type Reading = readonly [kind: Kind, argument: string, read: (value: unknown) => readonly string[]];

const ofNetwork = (name: string) => (value: unknown) => strings(nested(value, name));
const ofEach = (name: string) => (value: unknown) =>
  (Array.isArray(value) ? value : []).flatMap((one) => strings(nested(one, name)));
const ofOption =
  (namespace: string, ...names: string[]) =>
  (value: unknown) => [...new Set(names.flatMap((name) => listOption(value, namespace, name)))];

const BALANCERS = [
  "aws:lb/loadBalancer",
  "aws:alb/loadBalancer",
  "aws:applicationloadbalancing/loadBalancer",
  "aws:elb/loadBalancer",
  "aws:elasticloadbalancing/loadBalancer",
];

const READINGS: Readonly<Record<string, readonly Reading[]>> = {
  ...Object.fromEntries(BALANCERS.map((type) => [`${type}:LoadBalancer`, [["load balancer", "securityGroups", strings]]])),
  "aws:elasticbeanstalk/environment:Environment": [
    // Beanstalk adds the managed group to the load balancer too.
    ["load balancer", "settings", ofOption("aws:elbv2:loadbalancer", "SecurityGroups", "ManagedSecurityGroup")],
    ["load balancer", "settings", ofOption("aws:elb:loadbalancer", "SecurityGroups", "ManagedSecurityGroup")],
    ["instances", "settings", ofOption("aws:autoscaling:launchconfiguration", "SecurityGroups")],
  ],
  "aws:ec2/instance:Instance": [
    ["instances", "vpcSecurityGroupIds", strings],
    ["instances", "securityGroups", strings],
  ],
  "aws:ec2/launchTemplate:LaunchTemplate": [
    ["instances", "vpcSecurityGroupIds", strings],
    ["instances", "networkInterfaces", ofEach("securityGroups")],
  ],
  "aws:ec2/launchConfiguration:LaunchConfiguration": [["instances", "securityGroups", strings]],
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": [["instances", "vpcSecurityGroupIds", strings]],
  "aws:ecs/service:Service": [["tasks", "networkConfiguration", ofNetwork("securityGroups")]],
  "aws:ecs/taskSet:TaskSet": [["tasks", "networkConfiguration", ofNetwork("securityGroups")]],
  "aws:rds/instance:Instance": [["SQL Server", "vpcSecurityGroupIds", strings]],
  "aws:rds/cluster:Cluster": [["SQL Server", "vpcSecurityGroupIds", strings]],
  "aws:rds/proxy:Proxy": [["SQL Server", "vpcSecurityGroupIds", strings]],
  "aws:elasticache/replicationGroup:ReplicationGroup": [["Redis", "securityGroupIds", strings]],
  "aws:elasticache/cluster:Cluster": [["Redis", "securityGroupIds", strings]],
  "aws:memorydb/cluster:Cluster": [["Redis", "securityGroupIds", strings]],
  "aws:elasticache/serverlessCache:ServerlessCache": [["relay's cache", "securityGroupIds", strings]],
  "aws:ec2/vpcEndpoint:VpcEndpoint": [["endpoint", "securityGroupIds", strings]],
  "aws:ec2/securityGroupAssociation:SecurityGroupAssociation": [["endpoint", "securityGroupId", strings]],
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": [["endpoint", "securityGroupIds", strings]],
  "aws:ec2clientvpn/endpoint:Endpoint": [["endpoint", "securityGroupIds", strings]],
  "aws:route53/resolverEndpoint:ResolverEndpoint": [["endpoint", "securityGroupIds", strings]],
  "aws:lambda/function:Function": [["function", "vpcConfig", ofNetwork("securityGroupIds")]],
  "aws:efs/mountTarget:MountTarget": [["file system", "securityGroups", strings]],
  "aws:ec2/networkInterface:NetworkInterface": [["interface", "securityGroups", strings]],
  "aws:ec2/networkInterfaceSecurityGroupAttachment:NetworkInterfaceSecurityGroupAttachment": [
    ["interface", "securityGroupId", strings],
  ],
};

/** How a resource uses security groups: an environment twice, for its load balancer and for its instances. */
export function usesOf(holder: CheckedResource): Use[] {
  return (READINGS[holder.type] ?? []).flatMap(([kind, argument, read]) => {
    const ids = known(() => read(holder.props[argument])) ?? [];
    const urns = (holder.propertyDependencies?.[argument] ?? []).filter(isGroup);
    // An environment has one argument for both kinds of groups, so its references do not say which is meant.
    const isShared = argument === "settings";
    const possible = isShared && hasUnknown(holder.props[argument]) ? urns : [];
    const use = { holder, kind, ids, urns: isShared ? [] : urns, possible };
    return use.ids.length + use.urns.length + use.possible.length === 0 ? [] : [use];
  });
}

export function isGroup(urn: string): boolean {
  return /aws:ec2\/(defaultS|s)ecurityGroup:(DefaultS|S)ecurityGroup::/.test(urn);
}

function hasUnknown(settings: unknown): boolean {
  return (
    known(() => (Array.isArray(settings) ? settings : []).every(isObject)) === undefined ||
    settingsOf(settings).some(({ value }) => known(value) === undefined)
  );
}
