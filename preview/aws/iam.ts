import { arn } from "./outputs.ts";
import type { Service } from "./service.ts";

export const iam: Service = {
  title: "IAM",
  types: {
    "aws:iam/instanceProfile:InstanceProfile": {
      outputs: arn("iam", "instance-profile/", true),
      durations: [{ seconds: 10, estimate: true, source: "the provider waits until IAM has propagated it" }],
    },
    "aws:iam/role:Role": { outputs: arn("iam", "role/", true) },
    "aws:iam/rolePolicy:RolePolicy": {},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {},
  },
};
