import { namesOf, type RoleKind, type Target } from "../names.ts";
import type { Statement } from "./statement.ts";

/**
 * Access to Pulumi's own data. A preview reads the state, without a lock; a deployment locks and writes it. Both decrypt the stack's secrets. Paths:
 * pulumi/pulumi pkg/backend/diy, "store.go" and "lock.go".
 */
export function stateStatements(kind: RoleKind, target: Target, keyArn: string): Statement[] {
  const { project, stack } = target;
  const bucket = `arn:aws:s3:::${namesOf(target).bucket}`;
  const object = (path: string) => `${bucket}/.pulumi/${path}`;
  const locks = object(`locks/organization/${project}/${stack}/*`);
  const own = [
    `stacks/${project}/${stack}.json*`,
    `stacks/${project}/${stack}.pulumi-tags*`,
    `history/${project}/${stack}/*`,
    `backups/${project}/${stack}/*`,
  ].map(object);
  return [
    { Sid: "ListState", Effect: "Allow", Action: ["s3:ListBucket"], Resource: [bucket] },
    {
      Sid: "ReadState",
      Effect: "Allow",
      Action: ["s3:GetObject"],
      Resource: [object("meta.yaml"), locks, ...own],
    },
    ...(kind === "deploy" ? [writes([locks, ...own])] : []),
    {
      Sid: "UsePulumiKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
      Resource: [keyArn],
    },
  ];
}

function writes(objects: string[]): Statement {
  return { Sid: "WriteState", Effect: "Allow", Action: ["s3:DeleteObject", "s3:PutObject"], Resource: objects };
}
