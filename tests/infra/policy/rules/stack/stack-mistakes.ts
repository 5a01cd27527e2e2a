import type { Mistake } from "../../mistake.ts";

const cluster = { of: "Instance", name: "database", extra: { type: "aws:rds/cluster:Cluster", props: {} } };

export const stackMistakes: readonly Mistake[] = [
  ["known-resource-types", "a database cluster, which no rule has judged", cluster],
  [
    "known-resource-types",
    "a CloudFormation stack, which hides what it creates",
    { ...cluster, extra: { type: "aws:cloudformation/stack:Stack", props: { templateBody: "{}" } } },
  ],
  ["allowed-regions", "a bucket in another region", { of: "Bucket", name: "packages", props: { region: "af-south-1" } }],
  [
    "allowed-instance-families",
    "instances with graphics cards",
    { of: "Environment", settings: { "aws:ec2:instances/InstanceTypes": "t3.large,g5.xlarge" } },
  ],
  ["allowed-instance-families", "a database of an old family", { of: "Instance", props: { instanceClass: "db.m4.large" } }],
  ["required-tags", "a bucket that nobody owns", { of: "Bucket", name: "packages", props: { tags: { owner: "" } } }],
];
