import { DescribeEnvironmentResourcesCommand } from "@aws-sdk/client-elastic-beanstalk";
import {
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
  type TargetHealthDescription,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand } from "../command-texts.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "targets";

/** Does each load balancer reach an instance? */
export const targets: Check = {
  id: ID,
  title: "Load balancers",
  look: async (context) => {
    const found = [...(await context.environments()).values()];
    const names = found.flatMap(({ EnvironmentName }) => EnvironmentName ?? []);
    return lookAtEach(ID, context.signal, Object.fromEntries(names.map((name) => [name, () => lookAt(context, name)])));
  },
};

async function lookAt(context: CheckContext, name: string): Promise<Finding> {
  const say = findingsAbout(ID, name);
  const { aws, stack } = context;
  const question = new DescribeEnvironmentResourcesCommand({ EnvironmentName: name });
  const { EnvironmentResources } = await context.ask(`which load balancer ${name} has`, (options) =>
    aws.beanstalk.send(question, options),
  );
  const balancers = EnvironmentResources?.LoadBalancers?.flatMap(({ Name }) => Name ?? []) ?? [];
  if (balancers.length === 0) return say.wrong("has no load balancer, so nobody reaches it.");
  const groups = (await Promise.all(balancers.map((balancer) => groupsOf(context, balancer)))).flat();
  const health = await Promise.all(groups.map((group) => healthOf(context, group)));
  const command = awsCommand(stack, `elbv2 describe-target-health --target-group-arn ${groups[0] ?? "ARN"}`);
  const states = health.flat().map(({ TargetHealth }) => TargetHealth);
  if (states.length === 0) return say.wrong("has no instance behind its load balancer, so every request gets a 503.", command);
  const bad = states.filter((state) => ["unhealthy", "unavailable"].includes(state?.State ?? ""));
  if (bad.length > 0) {
    const reasons = new Set(bad.map((state) => state?.Description ?? state?.Reason ?? "AWS gives no reason"));
    return say.wrong(`${bad.length} of ${states.length} instances fail the health check: ${[...reasons].join("; ")}.`, command);
  }
  const healthy = states.filter((state) => state?.State === "healthy");
  if (healthy.length === 0)
    return say.unknown("No instance is in service yet, and none has failed. Look again in some minutes.", command);
  return say.good(`${healthy.length} of ${states.length} instances answer.`);
}

async function groupsOf({ ask, aws }: CheckContext, LoadBalancerArn: string): Promise<string[]> {
  return ask("which target groups a load balancer has", async () => {
    const arns: string[] = [];
    for await (const page of paginateDescribeTargetGroups({ client: aws.loadBalancing }, { LoadBalancerArn }))
      arns.push(...(page.TargetGroups ?? []).flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []));
    return arns;
  });
}

async function healthOf({ ask, aws }: CheckContext, TargetGroupArn: string): Promise<TargetHealthDescription[]> {
  const { TargetHealthDescriptions = [] } = await ask("which targets are healthy", (options) =>
    aws.loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }), options),
  );
  return TargetHealthDescriptions;
}
