import { describe, expect, it } from "vitest";
import { type EnvironmentOptions, optionSettings, SAMPLE_APPLICATION } from "../../../infra/beanstalk/option-settings.ts";
import { deploy } from "../../support/program/deploy.ts";

const options: EnvironmentOptions = {
  vpcId: "vpc-1",
  publicSubnetIds: ["public-1", "public-2"],
  privateSubnetIds: ["private-1", "private-2"],
  instanceType: "t3.large",
  minSize: 1,
  maxSize: 1,
  rootVolumeSize: 80,
  instanceProfileName: "profile",
  serviceRoleArn: "arn:service",
  balancerGroupId: "sg-balancer",
  instanceGroupId: "sg-instances",
  certificateArn: "arn:certificate",
  process: { port: 443, protocol: "HTTPS", healthCheckPath: "/favicon.ico" },
  accessLogs: { bucketName: "logs", prefix: "load-balancers/sm" },
  topicArn: "arn:topic",
  patchWindow: "Sun:02:00",
  logRetentionDays: 30,
  keepLogs: true,
};

/** The options as a list, which can show duplicates, and as values by "namespace/name". */
async function settings(more: Partial<EnvironmentOptions> = {}) {
  const { outputs } = await deploy(() => ({ list: optionSettings({ ...options, ...more }) }));
  const list = outputs.list as { namespace: string; name: string; value: unknown }[];
  return { list, values: Object.fromEntries(list.map(({ namespace, name, value }) => [`${namespace}/${name}`, value])) };
}

const variants: [string, Partial<EnvironmentOptions>][] = [
  ["a deployed package", {}],
  ["the sample", { process: SAMPLE_APPLICATION }],
  ["no certificate", { certificateArn: undefined }],
  ["several instances", { maxSize: 4 }],
];

describe("the options of an environment", () => {
  it.each(variants)("with %s are sorted, unique and have texts as values", async (_, more) => {
    const { list } = await settings(more);
    for (const option of list) expect({ ...option, type: typeof option.value }).toMatchObject({ type: "string" });
    for (const { value } of list) expect(value).not.toMatch(/^$|undefined|\[object|, /);
    const names = list.map(({ namespace, name }) => `${namespace} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual([...names].sort());
  });

  it.each(variants)("with %s include none for a classic load balancer or for Linux", async (_, more) => {
    const { list } = await settings(more);
    expect(list.filter(({ namespace }) => /^aws:elb:|proxy|healthcheck$/i.test(namespace))).toEqual([]);
  });

  it.each([
    ["aws:ec2:vpc/VPCId", "vpc-1"],
    ["aws:ec2:vpc/Subnets", "private-1,private-2"],
    ["aws:ec2:vpc/ELBSubnets", "public-1,public-2"],
    ["aws:ec2:vpc/ELBScheme", "public"],
    ["aws:ec2:vpc/AssociatePublicIpAddress", "false"],
    ["aws:elasticbeanstalk:environment/EnvironmentType", "LoadBalanced"],
    ["aws:elasticbeanstalk:environment/LoadBalancerType", "application"],
    ["aws:elasticbeanstalk:environment/ServiceRole", "arn:service"],
    ["aws:autoscaling:launchconfiguration/IamInstanceProfile", "profile"],
    ["aws:autoscaling:launchconfiguration/SecurityGroups", "sg-instances"],
    ["aws:autoscaling:launchconfiguration/DisableDefaultEC2SecurityGroup", "true"],
    ["aws:autoscaling:launchconfiguration/DisableIMDSv1", "true"],
    ["aws:autoscaling:launchconfiguration/RootVolumeType", "gp3"],
    ["aws:autoscaling:launchconfiguration/RootVolumeSize", "80"],
    ["aws:ec2:instances/InstanceTypes", "t3.large"],
    ["aws:autoscaling:asg/MinSize", "1"],
    ["aws:autoscaling:asg/MaxSize", "1"],
    ["aws:elasticbeanstalk:command/DeploymentPolicy", "Immutable"],
    ["aws:autoscaling:updatepolicy:rollingupdate/RollingUpdateType", "Immutable"],
    ["aws:elbv2:loadbalancer/SecurityGroups", "sg-balancer"],
    ["aws:elbv2:loadbalancer/ManagedSecurityGroup", "sg-balancer"],
    ["aws:elbv2:loadbalancer/AccessLogsS3Enabled", "true"],
    ["aws:elbv2:loadbalancer/AccessLogsS3Bucket", "logs"],
    ["aws:elbv2:loadbalancer/AccessLogsS3Prefix", "load-balancers/sm"],
    ["aws:elbv2:loadbalancer/IdleTimeout", "300"],
    ["aws:elbv2:listener:443/ListenerEnabled", "true"],
    ["aws:elbv2:listener:443/Protocol", "HTTPS"],
    ["aws:elbv2:listener:443/SSLCertificateArns", "arn:certificate"],
    ["aws:elbv2:listener:443/SSLPolicy", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"],
    ["aws:elbv2:listener:default/ListenerEnabled", "false"],
    ["aws:elasticbeanstalk:environment:process:default/Port", "443"],
    ["aws:elasticbeanstalk:environment:process:default/Protocol", "HTTPS"],
    ["aws:elasticbeanstalk:environment:process:default/HealthCheckPath", "/favicon.ico"],
    ["aws:elasticbeanstalk:environment:process:default/StickinessEnabled", "true"],
    ["aws:elasticbeanstalk:environment:process:default/StickinessType", "lb_cookie"],
    ["aws:elasticbeanstalk:environment:process:default/StickinessLBCookieDuration", "86400"],
    ["aws:elasticbeanstalk:healthreporting:system/SystemType", "enhanced"],
    ["aws:elasticbeanstalk:managedactions/ManagedActionsEnabled", "true"],
    ["aws:elasticbeanstalk:managedactions/PreferredStartTime", "Sun:02:00"],
    ["aws:elasticbeanstalk:managedactions/ServiceRoleForManagedUpdates", "arn:service"],
    ["aws:elasticbeanstalk:managedactions:platformupdate/UpdateLevel", "patch"],
    ["aws:elasticbeanstalk:cloudwatch:logs/StreamLogs", "true"],
    ["aws:elasticbeanstalk:cloudwatch:logs/RetentionInDays", "30"],
    ["aws:elasticbeanstalk:cloudwatch:logs:health/HealthStreamingEnabled", "true"],
    ["aws:elasticbeanstalk:sns:topics/Notification Topic ARN", "arn:topic"],
  ])("include %s = %s", async (name, value) => {
    expect((await settings()).values[name]).toBe(value);
  });

  it("allow no SSH and no key pair", async () => {
    const { values } = await settings();
    const names = Object.keys(values).join("\n");
    expect(names).not.toMatch(/EC2KeyName|SSHSourceRestriction/);
  });

  it("have a health check time-out below the interval of the checks", async () => {
    const { values } = await settings();
    const process = "aws:elasticbeanstalk:environment:process:default";
    expect(Number(values[`${process}/HealthCheckTimeout`])).toBeLessThan(Number(values[`${process}/HealthCheckInterval`]));
  });

  it("enable only the listener on port 80 while there is no certificate", async () => {
    const { values } = await settings({ certificateArn: undefined });
    expect(values["aws:elbv2:listener:default/ListenerEnabled"]).toBe("true");
    expect(Object.keys(values).filter((name) => name.startsWith("aws:elbv2:listener:443"))).toEqual([]);
  });

  it("use HTTP on port 80 for AWS's sample application", async () => {
    const { values } = await settings({ process: SAMPLE_APPLICATION });
    const process = "aws:elasticbeanstalk:environment:process:default";
    expect([values[`${process}/Port`], values[`${process}/Protocol`], values[`${process}/HealthCheckPath`]]).toEqual([
      "80",
      "HTTP",
      "/",
    ]);
  });

  it.each([
    [1, 1, undefined],
    [2, 2, undefined],
    [1, 4, "CPUUtilization"],
  ])("for %i to %i instances scale by %s", async (minSize, maxSize, measure) => {
    const { values } = await settings({ minSize, maxSize });
    expect(values["aws:autoscaling:trigger/MeasureName"]).toBe(measure);
    expect(values["aws:autoscaling:trigger/Unit"]).toBe(measure && "Percent");
    expect([values["aws:autoscaling:asg/MinSize"], values["aws:autoscaling:asg/MaxSize"]]).toEqual([`${minSize}`, `${maxSize}`]);
  });

  it.each([
    [true, "false"],
    [false, "true"],
  ])("with keepLogs %s set DeleteOnTerminate to %s", async (keepLogs, expected) => {
    const { values } = await settings({ keepLogs });
    expect(values["aws:elasticbeanstalk:cloudwatch:logs/DeleteOnTerminate"]).toBe(expected);
    expect(values["aws:elasticbeanstalk:cloudwatch:logs:health/DeleteOnTerminate"]).toBe(expected);
  });
});
