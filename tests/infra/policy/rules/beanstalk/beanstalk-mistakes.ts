import type { Mistake } from "../../mistake.ts";

/** A mistake in one option of an environment. */
function option(rule: string, mistake: string, path: string, value: string): Mistake {
  return [rule, mistake, { of: "Environment", name: "ds", settings: { [path]: value } }];
}

const LAUNCH = "aws:autoscaling:launchconfiguration";
const BALANCER = "aws:elbv2:loadbalancer";
const LOGS = "aws:elasticbeanstalk:cloudwatch:logs";
const PROCESS = "aws:elasticbeanstalk:environment:process";

export const beanstalkMistakes: readonly Mistake[] = [
  [
    "environment-options-visible",
    "an environment with a foreign template",
    { of: "Environment", name: "sm", props: { templateName: "theirs" } },
  ],
  option(
    "environment-application-balancer",
    "a classic load balancer",
    "aws:elasticbeanstalk:environment/LoadBalancerType",
    "classic",
  ),
  option("environment-application-balancer", "a classic listener", "aws:elb:listener:80/ListenerEnabled", "true"),
  option("environment-https-listener", "an HTTPS listener that is off", "aws:elbv2:listener:443/ListenerEnabled", "false"),
  [
    "environment-process-https",
    "a package that gets plain HTTP",
    { of: "Environment", name: "ad", props: { version: "package" } },
  ],
  option("environment-sticky-sessions", "no sticky sessions", `${PROCESS}:default/StickinessEnabled`, "false"),
  option("environment-sticky-sessions", "another process without sticky sessions", `${PROCESS}:api/Port`, "8080"),
  option("environment-access-logs", "requests that leave no log", `${BALANCER}/AccessLogsS3Enabled`, "false"),
  option(
    "environment-own-security-groups",
    "Beanstalk's group for instances",
    `${LAUNCH}/DisableDefaultEC2SecurityGroup`,
    "false",
  ),
  option("environment-own-security-groups", "a group of Beanstalk's", `${BALANCER}/ManagedSecurityGroup`, "awseb-e-1"),
  option("environment-no-public-address", "public instances", "aws:ec2:vpc/AssociatePublicIpAddress", "true"),
  option("environment-no-key-pair", "a key pair", `${LAUNCH}/EC2KeyName`, "laptop"),
  option("environment-metadata-token", "the old metadata service", `${LAUNCH}/DisableIMDSv1`, "false"),
  option("environment-own-roles", "the profile of the account", `${LAUNCH}/IamInstanceProfile`, "aws-elasticbeanstalk-ec2-role"),
  option("environment-no-database", "a database in the environment", "aws:rds:dbinstance/DBUser", "xmpro"),
  option("environment-managed-updates", "no updates", "aws:elasticbeanstalk:managedactions/ManagedActionsEnabled", "false"),
  [
    "environment-platform-supported",
    "a retired platform",
    { of: "Environment", name: "sm", props: { solutionStackName: "64bit Windows Server 2016 v2.19.0 running IIS 10.0" } },
  ],
  option("environment-health-reporting", "basic health", "aws:elasticbeanstalk:healthreporting:system/SystemType", "basic"),
  option("environment-logs-kept", "logs that stay on the instance", `${LOGS}/StreamLogs`, "false"),
  option("environment-logs-kept", "logs of a month", `${LOGS}/RetentionInDays`, "30"),
  option(
    "environment-no-outage-by-deployment",
    "an outage with each deployment",
    "aws:elasticbeanstalk:command/DeploymentPolicy",
    "AllAtOnce",
  ),
];
