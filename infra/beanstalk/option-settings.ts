import * as pulumi from "@pulumi/pulumi";
import { TLS_POLICY } from "../tls-policy.ts";

/** One of Beanstalk's option settings; every value is a string. */
export interface OptionSetting {
  readonly namespace: string;
  readonly name: string;
  readonly value: pulumi.Input<string>;
}

export interface EnvironmentOptions {
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the load balancer, in two zones or more. */
  readonly publicSubnetIds: pulumi.Input<readonly string[]>;
  /** Subnets of the instances. */
  readonly privateSubnetIds: pulumi.Input<readonly string[]>;
  readonly instanceType: string;
  /** Instances. */
  readonly minSize: number;
  readonly maxSize: number;
  /** GiB of the instances' only volume. */
  readonly rootVolumeSize: number;
  readonly instanceProfileName: pulumi.Input<string>;
  readonly serviceRoleArn: pulumi.Input<string>;
  readonly balancerGroupId: pulumi.Input<string>;
  readonly instanceGroupId: pulumi.Input<string>;
  /**
   * Issued ACM certificate of the 443 listener. Without one the load balancer listens on 80, and its security group has no
   * inbound rules.
   */
  readonly certificateArn: pulumi.Input<string> | undefined;
  readonly process: InstanceProcess;
  readonly accessLogs: { readonly bucketName: pulumi.Input<string>; readonly prefix: string };
  readonly topicArn: pulumi.Input<string>;
  /** Weekly start of the two hours in which AWS may patch the platform, UTC, "Sun:02:00". */
  readonly patchWindow: string;
  /** Days. */
  readonly logRetentionDays: number;
  /** False: Beanstalk deletes the logs with the environment. */
  readonly keepLogs: boolean;
}

/** The protocol between load balancer and instances, and the health check. */
export interface InstanceProcess {
  readonly port: 80 | 443;
  readonly protocol: "HTTP" | "HTTPS";
  readonly healthCheckPath: string;
}

/** AWS's sample application, which runs until somebody deploys a package. */
export const SAMPLE_APPLICATION: InstanceProcess = { port: 80, protocol: "HTTP", healthCheckPath: "/" };

/** Every option setting of a load-balanced Windows environment, sorted so that another order in the code is no change. */
export function optionSettings(options: EnvironmentOptions): OptionSetting[] {
  const settings: Record<string, Record<string, pulumi.Input<string>>> = {
    ...networking(options),
    ...capacity(options),
    ...loadBalancer(options),
    ...operation(options),
  };
  return Object.entries(settings)
    .flatMap(([namespace, entries]) => Object.entries(entries).map(([name, value]) => ({ namespace, name, value })))
    .sort((a, b) => (`${a.namespace} ${a.name}` < `${b.namespace} ${b.name}` ? -1 : 1));
}

const list = (ids: pulumi.Input<readonly string[]>) => pulumi.output(ids).apply((known) => known.join(","));

function networking(options: EnvironmentOptions) {
  return {
    "aws:ec2:vpc": {
      VPCId: options.vpcId,
      Subnets: list(options.privateSubnetIds),
      ELBSubnets: list(options.publicSubnetIds),
      ELBScheme: "public",
      AssociatePublicIpAddress: "false",
    },
    "aws:elasticbeanstalk:environment": {
      EnvironmentType: "LoadBalanced",
      LoadBalancerType: "application",
      ServiceRole: options.serviceRoleArn,
    },
    "aws:autoscaling:launchconfiguration": {
      IamInstanceProfile: options.instanceProfileName,
      SecurityGroups: options.instanceGroupId,
      DisableDefaultEC2SecurityGroup: "true",
      DisableIMDSv1: "true",
      MonitoringInterval: "1 minute",
      RootVolumeType: "gp3",
      RootVolumeSize: String(options.rootVolumeSize),
      LaunchTemplateTagPropagationEnabled: "true",
    },
  };
}

function capacity({ instanceType, minSize, maxSize }: EnvironmentOptions) {
  return {
    "aws:ec2:instances": { InstanceTypes: instanceType },
    "aws:autoscaling:asg": { MinSize: String(minSize), MaxSize: String(maxSize) },
    // New instances beside the old ones: an in-place update fails on the log files that XMPro keeps open.
    "aws:elasticbeanstalk:command": { DeploymentPolicy: "Immutable", Timeout: "1800" },
    "aws:autoscaling:updatepolicy:rollingupdate": {
      RollingUpdateEnabled: "true",
      RollingUpdateType: "Immutable",
      Timeout: "PT1H",
    },
    ...(maxSize > minSize
      ? {
          "aws:autoscaling:trigger": {
            MeasureName: "CPUUtilization",
            Unit: "Percent",
            Statistic: "Average",
            Period: "5",
            EvaluationPeriods: "1",
            BreachDuration: "5",
            LowerThreshold: "25",
            UpperThreshold: "65",
            LowerBreachScaleIncrement: "-1",
            UpperBreachScaleIncrement: "1",
          },
        }
      : {}),
  };
}

function loadBalancer({ balancerGroupId, certificateArn, process, accessLogs }: EnvironmentOptions) {
  const listeners: Record<string, Record<string, pulumi.Input<string>>> = certificateArn === undefined
    ? { "aws:elbv2:listener:default": { ListenerEnabled: "true", Protocol: "HTTP" } }
    : {
        "aws:elbv2:listener:default": { ListenerEnabled: "false" },
        "aws:elbv2:listener:443": {
          ListenerEnabled: "true",
          Protocol: "HTTPS",
          SSLCertificateArns: certificateArn,
          SSLPolicy: TLS_POLICY,
          DefaultProcess: "default",
        },
      };
  return {
    ...listeners,
    "aws:elbv2:loadbalancer": {
      SecurityGroups: balancerGroupId,
      // Without it Beanstalk may attach a default security group of its own, which allows everybody.
      ManagedSecurityGroup: balancerGroupId,
      AccessLogsS3Enabled: "true",
      AccessLogsS3Bucket: accessLogs.bucketName,
      AccessLogsS3Prefix: accessLogs.prefix,
      // A long-polling request of SignalR stays open for up to 110 s; the default of 60 s would end it.
      IdleTimeout: "300",
    },
    "aws:elasticbeanstalk:environment:process:default": {
      Port: String(process.port),
      Protocol: process.protocol,
      HealthCheckPath: process.healthCheckPath,
      HealthCheckInterval: "15",
      HealthCheckTimeout: "10",
      HealthyThresholdCount: "3",
      UnhealthyThresholdCount: "5",
      MatcherHTTPCode: "200",
      DeregistrationDelay: "60",
      // SignalR needs all requests of a connection on the same instance, with or without a Redis backplane.
      StickinessEnabled: "true",
      StickinessType: "lb_cookie",
      StickinessLBCookieDuration: "86400",
    },
  };
}

function operation({ topicArn, patchWindow, logRetentionDays, keepLogs, serviceRoleArn }: EnvironmentOptions) {
  const logs = { RetentionInDays: String(logRetentionDays), DeleteOnTerminate: String(!keepLogs) };
  return {
    "aws:elasticbeanstalk:healthreporting:system": { SystemType: "enhanced", EnhancedHealthAuthEnabled: "true" },
    "aws:elasticbeanstalk:managedactions": {
      ManagedActionsEnabled: "true",
      PreferredStartTime: patchWindow,
      ServiceRoleForManagedUpdates: serviceRoleArn,
    },
    "aws:elasticbeanstalk:managedactions:platformupdate": { UpdateLevel: "patch", InstanceRefreshEnabled: "false" },
    "aws:elasticbeanstalk:cloudwatch:logs": { StreamLogs: "true", ...logs },
    "aws:elasticbeanstalk:cloudwatch:logs:health": { HealthStreamingEnabled: "true", ...logs },
    "aws:elasticbeanstalk:sns:topics": { "Notification Topic ARN": topicArn },
  };
}
