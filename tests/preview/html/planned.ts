import { type EarlierReport, earlierReport } from "../../../preview/model/earlier-report.ts";
import { type Plan, type PlannedStack, plan } from "../../../preview/report/plan.ts";
import { ROOT } from "../settings-directory.ts";

let planned: Promise<Plan> | undefined;

/** The committed stacks, run once for all tests of a process. */
export function committedPlan(): Promise<Plan> {
  planned ??= plan(ROOT, ["nonprod", "prod"], undefined);
  return planned;
}

export function stackOf({ stacks }: Plan, name: string): PlannedStack {
  const stack = stacks.find((one) => one.stack === name);
  if (stack === undefined || stack.state === "refused") throw new Error(`${name} has no plan`);
  return stack;
}

/** A plan as a page holds it, with a change of its text. */
export function changedCopy(original: Plan, change: (text: string) => string): Plan {
  return JSON.parse(change(JSON.stringify(original))) as Plan;
}

/** An address that only the earlier plan has. */
const at = (type: string, name: string) => `urn:pulumi:prod::xmpro::${type}::${name}`;
const OLD_CACHE = at("aws:elasticache/replicationGroup:ReplicationGroup", "sessions");
const OLD_RULE = at("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "sm-to-sessions");

/** A plan with one more cache, in the subnets of the database, and one more rule that leads to it. */
export function withOldCache(prod: PlannedStack): PlannedStack {
  const { architecture, snapshot } = prod;
  const redis = architecture.boxes.find(({ kind }) => kind === "cache");
  const sm = architecture.boxes.find(({ title }) => title === "sm instances");
  const template = snapshot[0];
  if (redis === undefined || sm === undefined || template === undefined) throw new Error("prod has no Redis or no instances");
  const old = { ...template, protected: false, holdsData: true, properties: {} };
  const cache = { ...redis, key: `cache:${OLD_CACHE}`, title: "Redis sessions", urns: [OLD_CACHE] };
  const rule = {
    key: "old rule",
    from: sm.key,
    to: cache.key,
    port: "6379",
    because: "sessions",
    allowedBy: "security group rule" as const,
    rules: ["sm-to-sessions"],
    urns: [OLD_RULE],
  };
  return {
    ...prod,
    snapshot: [
      ...snapshot,
      { ...old, urn: OLD_CACHE, type: "aws:elasticache/replicationGroup:ReplicationGroup", name: "sessions" },
      {
        ...old,
        urn: OLD_RULE,
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        name: "sm-to-sessions",
        holdsData: false,
      },
    ],
    architecture: {
      ...architecture,
      boxes: [...architecture.boxes, cache],
      arrows: [...architecture.arrows, rule],
    },
  };
}

/** A plan from before prod's relay, and with another key, database and office: what leads from it to the committed plan. */
export function earlierThan(current: Plan, change = (text: string) => text): EarlierReport {
  const copy = structuredClone(current);
  const prod = stackOf(copy, "prod");
  const database = prod.snapshot.find(({ type }) => type === "aws:rds/instance:Instance");
  const details = prod.details.find(({ type }) => type === "aws:rds/instance:Instance");
  if (database === undefined || details === undefined) throw new Error("prod has no database");
  Object.assign(database.properties, { kmsKeyId: "other", backupRetentionPeriod: "other" });
  const days = details.settings.find(({ name }) => name === "backupRetentionPeriod");
  Object.assign(days ?? {}, { value: "3" });
  const isNew = (one: { readonly name: string }) => one.name === "relay-from-0.0.0.0/0";
  const text = JSON.stringify({
    ...copy,
    stacks: [
      {
        ...withOldCache(prod),
        snapshot: [
          ...withOldCache(prod).snapshot.filter((one) => !isNew(one)),
          { urn: "u", type: "aws:s3/bucket:Bucket", name: "old", protected: true, holdsData: true, properties: {} },
        ],
        waysIn: prod.waysIn.filter(({ to, what }) => to !== "Load balancer of the relay" || what !== "443"),
        cost: { ...prod.cost, fixed: prod.cost.fixed - 100 },
      },
    ],
  });
  const earlier = earlierReport(change(text));
  if (earlier === undefined) throw new Error("the copy is no plan");
  return earlier;
}
