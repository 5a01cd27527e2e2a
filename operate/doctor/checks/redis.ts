import {
  DescribeReplicationGroupsCommand,
  type ReplicationGroup,
  ReplicationGroupNotFoundFault,
} from "@aws-sdk/client-elasticache";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { latestMetric } from "../latest-metric.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "redis";
const MAX_MEMORY_PERCENT = 80;
const MAX_CPU_PERCENT = 80;

/** The stack's Redis. A server of somebody else's is not looked at. */
export const redis: Check = {
  id: ID,
  title: "Redis",
  look: async (context) => {
    const name = context.stack.outputs.replicationGroupId;
    if (name === undefined) return [];
    const group = await describe(context, name);
    if (group === undefined)
      return [
        findingsAbout(ID, name).wrong(
          "ElastiCache has no such Redis. Pulumi creates it again after a refresh, empty.",
          pulumiCommand(context.stack, "up --refresh --policy-pack infra/policy"),
        ),
      ];
    const nodes = group.MemberClusters ?? [];
    return lookAtEach(ID, context.signal, {
      [name]: async () => statusOf(context, name, group),
      ...Object.fromEntries(nodes.map((node) => [node, () => lookAtNode(context, node)])),
    });
  },
};

async function describe({ ask, aws }: CheckContext, ReplicationGroupId: string): Promise<ReplicationGroup | undefined> {
  return ask(`how the Redis ${ReplicationGroupId} is`, async (options) => {
    try {
      const question = new DescribeReplicationGroupsCommand({ ReplicationGroupId });
      const { ReplicationGroups: [found] = [] } = await aws.elastiCache.send(question, options);
      return found;
    } catch (error) {
      if (error instanceof ReplicationGroupNotFoundFault) return undefined;
      throw error;
    }
  });
}

function statusOf({ stack }: CheckContext, name: string, { Status: status = "without a status" }: ReplicationGroup): Finding {
  const say = findingsAbout(ID, name);
  const command = awsCommand(
    stack,
    `elasticache describe-events --source-type replication-group --source-identifier ${name} --duration 1440`,
  );
  if (status === "available") return say.good("is available.");
  if (["creating", "modifying", "snapshotting"].includes(status))
    return say.unknown(`is ${status}. Look again when that has ended.`, command);
  return say.wrong(`is ${status}. Read its events.`, command);
}

/** Evictions are cached data that was thrown away early: stream data has gaps then (XMPro's page on Redis). */
async function lookAtNode(context: CheckContext, node: string): Promise<Finding> {
  const say = findingsAbout(ID, node);
  const query = { namespace: "AWS/ElastiCache", dimensions: { CacheClusterId: node }, minutes: 60 } as const;
  const [evictions, memory, cpu] = await Promise.all([
    latestMetric(context, { ...query, name: "Evictions", statistic: "Sum" }),
    latestMetric(context, { ...query, name: "DatabaseMemoryUsagePercentage", statistic: "Average" }),
    latestMetric(context, { ...query, name: "EngineCPUUtilization", statistic: "Average" }),
  ]);
  const problems = [
    ...(evictions > 0 ? [`evicted ${Math.round(evictions)} keys in the last hour, so cached stream data has gaps`] : []),
    ...(memory > MAX_MEMORY_PERCENT ? [`uses ${Math.round(memory)} % of its memory`] : []),
    ...(cpu > MAX_CPU_PERCENT ? [`uses ${Math.round(cpu)} % of its CPU`] : []),
  ];
  if (problems.length === 0) return say.good(`evicts nothing, and uses ${Math.round(memory)} % of its memory.`);
  return say.wrong(
    `${problems.join(", and ")}. Choose a larger redisNodeType, then deploy.`,
    pulumiCommand(context.stack, "config set redisNodeType TYPE"),
  );
}
