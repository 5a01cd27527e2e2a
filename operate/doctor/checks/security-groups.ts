import { DescribeEnvironmentResourcesCommand } from "@aws-sdk/client-elastic-beanstalk";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { requiredOutput } from "../../deployed-stack/stack-outputs.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand } from "../command-texts.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "security-groups";

/** Has each load balancer the stack's security group alone? With one of Elastic Beanstalk's own besides it, everybody may connect. */
export const securityGroups: Check = {
  id: ID,
  title: "Security groups",
  look: async (context) => {
    const found = await context.environments();
    const products = (Object.keys(PRODUCTS) as Product[]).filter((product) => found.has(product));
    return lookAtEach(
      ID,
      context.signal,
      Object.fromEntries(
        products.map((product) => {
          const name = found.get(product)?.EnvironmentName ?? "";
          return [name, () => lookAt(context, product, name)];
        }),
      ),
    );
  },
};

async function lookAt({ ask, aws, stack }: CheckContext, product: Product, name: string): Promise<Finding> {
  const say = findingsAbout(ID, name);
  const expected = requiredOutput(stack.outputs, "loadBalancerGroups")[product];
  const { EnvironmentResources } = await ask(`which load balancer ${name} has`, (options) =>
    aws.beanstalk.send(new DescribeEnvironmentResourcesCommand({ EnvironmentName: name }), options),
  );
  const LoadBalancerArns = EnvironmentResources?.LoadBalancers?.flatMap(({ Name }) => Name ?? []) ?? [];
  if (LoadBalancerArns.length === 0) return say.unknown("has no load balancer yet, so it has no security groups to look at.");
  const { LoadBalancers = [] } = await ask(`which security groups the load balancer of ${name} has`, (options) =>
    aws.loadBalancing.send(new DescribeLoadBalancersCommand({ LoadBalancerArns }), options),
  );
  const groups = LoadBalancers.flatMap(({ SecurityGroups = [] }) => SecurityGroups);
  const others = groups.filter((group) => group !== expected);
  const command = awsCommand(
    stack,
    `elbv2 set-security-groups --load-balancer-arn ${LoadBalancerArns[0]} --security-groups ${expected}`,
  );
  if (others.length > 0)
    return say.wrong(
      `has the security group ${others.join(", ")} on its load balancer, which is not the stack's: allowedCidrs does not limit who may connect.`,
      command,
    );
  if (!groups.includes(expected))
    return say.wrong("has not the stack's security group on its load balancer, so nobody reaches it.", command);
  return say.good("has the stack's security group on its load balancer, and no other.");
}
