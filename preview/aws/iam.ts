import { arn } from "./outputs.ts";
import type { Service } from "./service.ts";

export const iam: Service = {
  title: "IAM",
  types: {
    "aws:iam/accessKey:AccessKey": {
      id: (name) => `AKIA-${name}`,
      outputs: (name) => ({ secret: `generated-for-${name}`, sesSmtpPasswordV4: `generated-for-smtp-${name}` }),
      noun: ["access key of an IAM user", "access keys of IAM users"],
    },
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": { noun: ["password policy", "password policies"] },
    "aws:iam/instanceProfile:InstanceProfile": {
      outputs: arn("iam", "instance-profile/", true),
      durations: [{ seconds: 10, estimate: true, source: "the provider waits until IAM has propagated it" }],
    },
    "aws:iam/role:Role": { outputs: arn("iam", "role/", true) },
    "aws:iam/rolePolicy:RolePolicy": {},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {},
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
      outputs: (name, _, { accountId }) => ({ arn: `arn:aws:iam::${accountId}:role/aws-service-role/${name}` }),
      noun: ["service-linked role", "service-linked roles"],
    },
    "aws:iam/user:User": { outputs: arn("iam", "user/", true), noun: ["IAM user", "IAM users"] },
    "aws:iam/userPolicy:UserPolicy": {},
  },
};
