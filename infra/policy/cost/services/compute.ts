import { isOn, listOption, option } from "../../read/beanstalk-settings.ts";
import { nested } from "../../read/nested.ts";
import { known } from "../../read/unknown-values.ts";
import { type Charge, type CostOf, fixed, HOURS } from "../charge.ts";
import { addressCharges, loadBalancerCharges, plural } from "./load-balancer-charges.ts";
import { logCharges } from "./log-charges.ts";
import { zonesOf } from "./zones-of.ts";

const LAUNCH = "aws:autoscaling:launchconfiguration";
const VPC = "aws:ec2:vpc";
const ENVIRONMENT = "aws:elasticbeanstalk:environment";
const LOGS = "aws:elasticbeanstalk:cloudwatch:logs";
/** Metrics of an instance that EC2 sends each minute instead of each five minutes, and bills like an application's own. */
const DETAILED_METRICS = 7;
/** The root volume of AWS's images of Windows Server, GiB. */
const WINDOWS_ROOT_GIB = 30;

/** An environment of Elastic Beanstalk, which itself is free: its instances and its load balancer are not. */
export const environmentCost: CostOf = ({ props }, all) => {
  const { settings } = props;
  const read = (namespace: string, name: string) => known(() => option(settings, namespace, name));
  const single = read(ENVIRONMENT, "EnvironmentType") === "SingleInstance";
  const instances = single ? 1 : Number(read("aws:autoscaling:asg", "MinSize") ?? 1);
  const [instanceType = read(LAUNCH, "InstanceType") ?? "t3.micro"] =
    known(() => listOption(settings, "aws:ec2:instances", "InstanceTypes")) ?? [];
  const ownBalancer = !single && !isOn(read(ENVIRONMENT, "LoadBalancerIsShared"));
  const zones = known(() => listOption(settings, VPC, "ELBSubnets").length) || zonesOf(all);
  const maximum = Number(read("aws:autoscaling:asg", "MaxSize") ?? 4);
  return [
    ...instanceCharges({
      instances,
      instanceType,
      system: systemOf(() => props.platformArn ?? props.solutionStackName),
      volumeType: read(LAUNCH, "RootVolumeType") ?? "gp2",
      volumeGib: Number(read(LAUNCH, "RootVolumeSize") ?? WINDOWS_ROOT_GIB),
      detailed: read(LAUNCH, "MonitoringInterval") === "1 minute",
      addresses: isOn(read(VPC, "AssociatePublicIpAddress")) ? instances : 0,
      ...(maximum > instances ? { assumption: `the smallest number, of at most ${maximum}` } : {}),
    }),
    ...(ownBalancer
      ? loadBalancerCharges(read(ENVIRONMENT, "LoadBalancerType") ?? "classic", zones, read(VPC, "ELBScheme") !== "internal")
      : []),
    ...(isOn(read(LOGS, "StreamLogs")) ? logCharges("logs of the instances", numberOf(read(LOGS, "RetentionInDays"))) : []),
  ];
};

/** An EC2 instance by itself. */
export const instanceCost: CostOf = ({ props }) => {
  const root = known(() => props.rootBlockDevice);
  return instanceCharges({
    instances: 1,
    instanceType: String(known(() => props.instanceType)),
    // The identifier of an image does not say what is in it.
    system: "windows",
    volumeType: String(known(() => nested(root, "volumeType")) ?? "gp2"),
    volumeGib: Number(known(() => nested(root, "volumeSize")) ?? WINDOWS_ROOT_GIB),
    detailed: known(() => props.monitoring) === true,
    addresses: known(() => props.associatePublicIpAddress) === true ? 1 : 0,
    assumption: "Windows, running all the time",
  });
};

/** A volume by itself. */
export const volumeCost: CostOf = ({ props }) => [
  volumeCharge(1, String(known(() => props.type) ?? "gp2"), Number(known(() => props.size) ?? 0)),
];

interface Instances {
  readonly instances: number;
  readonly instanceType: string;
  readonly system: string;
  readonly volumeType: string;
  readonly volumeGib: number;
  readonly detailed: boolean;
  readonly addresses: number;
  readonly assumption?: string;
}

function instanceCharges(of: Instances): Charge[] {
  const { instances, instanceType, system, volumeType, volumeGib, detailed, addresses, assumption } = of;
  if (instances === 0) return [];
  const what = `${plural(instances, "instance")} ${instanceType} with ${system === "windows" ? "Windows" : "Linux"}`;
  return [
    fixed(what, `ec2-${system}:${instanceType}`, instances * HOURS, assumption),
    volumeCharge(instances, volumeType, volumeGib),
    ...(detailed ? [fixed("metrics of the instances each minute", "custom-metric", instances * DETAILED_METRICS)] : []),
    ...addressCharges(addresses, `${plural(addresses, "public IPv4 address")} of the instances`),
  ];
}

function volumeCharge(volumes: number, type: string, gib: number): Charge {
  return fixed(`${plural(volumes, "volume")} ${type} of ${gib} GiB`, `ebs-${type}`, volumes * gib);
}

/** "windows" or "linux". The platform of an environment is a name or an ARN; Windows where it is not known yet, as here. */
function systemOf(platform: () => unknown): string {
  const text = known(() => String(platform() ?? "Windows"));
  return text === undefined || /windows|IIS|\.NET.*Windows/i.test(text) ? "windows" : "linux";
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
