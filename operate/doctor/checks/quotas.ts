import {
  DescribeApplicationVersionsCommand,
  DescribeEnvironmentsCommand,
  DescribeInstancesHealthCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { paginateDescribeLoadBalancers } from "@aws-sdk/client-elastic-load-balancing-v2";
import { paginateDescribeDBInstances, paginateDescribeDBSnapshots } from "@aws-sdk/client-rds";
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  type ServiceQuota,
} from "@aws-sdk/client-service-quotas";
import { CouldNotLook } from "../../command-line/could-not-look.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand } from "../command-texts.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { latestMetric } from "../latest-metric.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "quotas";

/** What the next step of operating the stack needs of a quota. */
interface Need {
  readonly service: string;
  readonly code: string;
  /** What runs out; completes "… of". */
  readonly noun: string;
  /** What needs more of it. */
  readonly step: string;
  readonly used: (context: CheckContext, quota: ServiceQuota) => Promise<number>;
  /** How many more the step needs. */
  readonly more: (context: CheckContext) => Promise<number>;
}

const NEEDS: readonly Need[] = [
  {
    service: "ec2",
    code: "L-1216C47A",
    noun: "vCPUs of running instances",
    step: "a deployment, which starts new instances beside the old ones",
    used: usedByMetric,
    more: vcpusOfLargestEnvironment,
  },
  {
    service: "rds",
    code: "L-7B6409FD",
    noun: "database instances",
    step: "a restore, which makes a new instance",
    used: async ({ ask, aws }) =>
      ask("how many databases there are", () =>
        countIn(paginateDescribeDBInstances({ client: aws.rds }, {}), ({ DBInstances }) => DBInstances),
      ),
    more: async () => 1,
  },
  {
    service: "rds",
    code: "L-272F1212",
    noun: "snapshots made by hand",
    step: "an upgrade, which makes a snapshot first",
    used: async ({ ask, aws }) =>
      ask("how many snapshots there are", () =>
        countIn(paginateDescribeDBSnapshots({ client: aws.rds }, { SnapshotType: "manual" }), ({ DBSnapshots }) => DBSnapshots),
      ),
    more: async () => 1,
  },
  {
    service: "elasticloadbalancing",
    code: "L-53DA6B97",
    noun: "application load balancers",
    step: "a rebuilt environment, which gets its load balancer before the old one is gone",
    used: async ({ ask, aws }) =>
      ask("how many load balancers there are", () =>
        countIn(paginateDescribeLoadBalancers({ client: aws.loadBalancing }, {}), ({ LoadBalancers }) =>
          LoadBalancers?.filter(({ Type }) => Type === "application"),
        ),
      ),
    more: async () => 1,
  },
  {
    service: "elasticbeanstalk",
    code: "L-8EFC1C51",
    noun: "Elastic Beanstalk environments",
    step: "an environment that is created again",
    used: async ({ ask, aws }) =>
      ask("how many environments there are", async (options) => {
        const { Environments = [] } = await aws.beanstalk.send(
          new DescribeEnvironmentsCommand({ IncludeDeleted: false }),
          options,
        );
        return Environments.length;
      }),
    more: async () => 1,
  },
  {
    service: "elasticbeanstalk",
    code: "L-D64F1F14",
    noun: "Elastic Beanstalk application versions",
    step: "the next package",
    used: async ({ ask, aws }) =>
      ask("how many application versions there are", async (options) => {
        let count = 0;
        let NextToken: string | undefined;
        do {
          const page = await aws.beanstalk.send(new DescribeApplicationVersionsCommand({ MaxRecords: 1000, NextToken }), options);
          count += page.ApplicationVersions?.length ?? 0;
          NextToken = page.NextToken;
        } while (NextToken !== undefined);
        return count;
      }),
    more: async () => 3,
  },
];

/** Does the account's quota leave room for the next step? */
export const quotas: Check = {
  id: ID,
  title: "Quotas",
  look: async (context) =>
    lookAtEach(ID, context.signal, Object.fromEntries(NEEDS.map((need) => [need.noun, () => lookAt(context, need)]))),
};

async function lookAt(context: CheckContext, need: Need): Promise<Finding> {
  const { service, code, noun, step } = need;
  const say = findingsAbout(ID, noun);
  const quota = await quotaOf(context, need);
  const [used, more] = await Promise.all([need.used(context, quota), need.more(context)]);
  const { Value: limit } = quota;
  if (limit === undefined) throw new CouldNotLook(`AWS has no value of the quota ${code} of ${service}.`);
  if (used + more <= limit) return say.good(`${used} of ${limit} ${noun} are used.`);
  return say.wrong(
    `${used} of ${limit} ${noun} are used, and ${step} needs ${more} more. Ask AWS for a higher quota: it takes from minutes to days.`,
    awsCommand(
      context.stack,
      `service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${used + 2 * more}`,
    ),
  );
}

/** An account that never asked for another value of a quota may have none of its own: AWS's default holds then. */
async function quotaOf({ ask, aws }: CheckContext, { service, code, noun }: Need): Promise<ServiceQuota> {
  const input = { ServiceCode: service, QuotaCode: code };
  return ask(`how many ${noun} the account may have`, async (options) => {
    try {
      return (await aws.quotas.send(new GetServiceQuotaCommand(input), options)).Quota ?? {};
    } catch (error) {
      if (!(error instanceof NoSuchResourceException)) throw error;
      return (await aws.quotas.send(new GetAWSDefaultServiceQuotaCommand(input), options)).Quota ?? {};
    }
  });
}

async function usedByMetric(context: CheckContext, { UsageMetric, QuotaCode }: ServiceQuota): Promise<number> {
  const { MetricNamespace: namespace, MetricName: name, MetricDimensions: dimensions } = UsageMetric ?? {};
  if (namespace === undefined || name === undefined || dimensions === undefined)
    throw new CouldNotLook(`AWS has no metric of how much of the quota ${QuotaCode} is used.`);
  return latestMetric(context, { namespace, name, dimensions, statistic: "Maximum", minutes: 60 });
}

/** Products are deployed one after the other, and an immutable deployment doubles the instances of one. */
async function vcpusOfLargestEnvironment(context: CheckContext): Promise<number> {
  const names = [...(await context.environments()).values()].flatMap(({ EnvironmentName }) => EnvironmentName ?? []);
  const sums = await Promise.all(
    names.map(async (EnvironmentName) => {
      const question = new DescribeInstancesHealthCommand({ EnvironmentName, AttributeNames: ["InstanceType"] });
      const { InstanceHealthList = [] } = await context.ask(`which instances ${EnvironmentName} has`, (options) =>
        context.aws.beanstalk.send(question, options),
      );
      return InstanceHealthList.reduce((sum, { InstanceType }) => sum + vcpusOf(InstanceType ?? ""), 0);
    }),
  );
  return Math.max(2, ...sums);
}

/** "t3.2xlarge" has 8. Smaller sizes than "xlarge" have two at most. */
function vcpusOf(instanceType: string): number {
  const [, times] = /\.(\d*)xlarge$/.exec(instanceType) ?? [];
  return times === undefined ? 2 : 4 * Number(times || 1);
}

async function countIn<Page>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly unknown[] | undefined,
): Promise<number> {
  let count = 0;
  for await (const page of pages) count += itemsOf(page)?.length ?? 0;
  return count;
}
