import { listOption, option } from "../../infra/policy/read/beanstalk-settings.ts";
import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf } from "../engine/graph.ts";
import { arn } from "./outputs.ts";
import type { Fact } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const elasticBeanstalk: Service = {
  title: "Elastic Beanstalk",
  types: {
    "aws:elasticbeanstalk/application:Application": {
      outputs: arn("elasticbeanstalk", "application/"),
      summary: (resource) => textOf(resource, "name"),
    },
    "aws:elasticbeanstalk/applicationVersion:ApplicationVersion": {
      noun: ["application version", "application versions"],
      summary: (resource) => textOf(resource, "name"),
    },
    "aws:elasticbeanstalk/environment:Environment": {
      outputs: (name, _, { region, accountId }) => ({
        autoscalingGroups: [`awseb-${name}-group`],
        endpointUrl: `awseb-${name}.${region}.elb.amazonaws.com`,
        loadBalancers: [`arn:aws:elasticloadbalancing:${region}:${accountId}:loadbalancer/app/awseb-${name}/0`],
      }),
      noun: ["environment", "environments"],
      durations: [
        {
          seconds: 13 * 60,
          estimate: true,
          source:
            "a Linux one takes about 10 minutes (hashicorp/terraform#13359 and #5967), Windows starts some minutes slower (buildkite/elastic-ci-stack-for-aws#595: 6 minutes); the provider waits 20 by default",
        },
      ],
      protection: environmentProtection,
      summary: environmentSummary,
    },
  },
  lookUps: {
    "aws:elasticbeanstalk/getSolutionStack:getSolutionStack": ({ nameRegex }) => ({ name: newest(String(nameRegex)) }),
  },
};

function environmentProtection({ inputs }: Registered): Fact[] {
  const read = (namespace: string, name: string) => option(inputs.settings, namespace, name);
  const policy = read("aws:elbv2:listener:443", "SSLPolicy");
  const logs = (name: string) => read("aws:elasticbeanstalk:cloudwatch:logs", name);
  return [
    [policy !== undefined, `TLS policy ${policy}`, "no HTTPS until the certificate is issued"],
    [read("aws:elbv2:loadbalancer", "AccessLogsS3Enabled") === "true", "requests logged", "requests not logged"],
    [logs("StreamLogs") === "true", `logs kept ${logs("RetentionInDays")} days`, "logs lost with the instance"],
    [logs("DeleteOnTerminate") !== "true", "logs outlive the environment", "destroy deletes the logs"],
  ];
}

function environmentSummary(resource: Registered, graph: Graph): string {
  const { settings } = resource.inputs;
  const size = (name: string) => option(settings, "aws:autoscaling:asg", name);
  const platform = /Windows Server (Core )?\d+/.exec(textOf(resource, "solutionStackName") ?? "")?.[0];
  const hosts = graph.referring(resource, "aws:route53/record:Record", "aliases").map((record) => textOf(record, "name"));
  const instances = `${listOption(settings, "aws:ec2:instances", "InstanceTypes").join(" or ")} ${size("MinSize")}–${size("MaxSize")}`;
  return [instances, platform, ...new Set(hosts)].filter((word) => word !== undefined).join(", ");
}

/** The pattern in a readable form, as only AWS knows the newest version on the day of the deployment. */
const newest = (pattern: string) =>
  pattern
    .replace(/^\^|\$$/g, "")
    .replaceAll("\\d+", "*")
    .replaceAll("\\.", ".");
