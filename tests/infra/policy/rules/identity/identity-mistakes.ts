import { allow, type Mistake, statement } from "../../mistake.ts";

export const identityMistakes: readonly Mistake[] = [
  [
    "least-privilege",
    "an installers' host that reads every object",
    {
      of: "RolePolicy",
      name: "installer-host",
      props: { policy: statement({ ...allow, Action: "s3:GetObject", Resource: "*" }) },
    },
  ],
  [
    "least-privilege",
    "an instance that may do everything",
    { of: "RolePolicy", name: "ad", props: { policy: statement({ ...allow, Action: "*", Resource: "*" }) } },
  ],
  [
    "least-privilege",
    "an instance that reads every parameter",
    { of: "RolePolicy", name: "sm", props: { policy: statement({ ...allow, Action: "ssm:GetParameter", Resource: "*" }) } },
  ],
  [
    "least-privilege",
    "tasks that read every secret",
    {
      of: "RolePolicy",
      name: "relay-execution",
      props: { policy: statement({ ...allow, Action: "secretsmanager:GetSecretValue", Resource: "*" }) },
    },
  ],
];
