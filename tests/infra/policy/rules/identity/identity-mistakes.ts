import { allow, type Change, type Mistake, statement } from "../../mistake.ts";

const own = "444455556666";
const other = "999988887777";
const role = (name: string, ...statements: unknown[]): Change => ({
  of: "Role",
  name,
  props: { assumeRolePolicy: statement(...statements) },
});
const policy = (name: string, ...statements: unknown[]): Change => ({
  of: "RolePolicy",
  name,
  props: { policy: statement(...statements) },
});
const trust = (Principal: unknown, Condition?: unknown) => ({ ...allow, Principal, Action: "sts:AssumeRole", Condition });
const ecs = { Service: "ecs-tasks.amazonaws.com" };
const forOwn = { StringEquals: { "aws:SourceAccount": own } };
const github = `arn:aws:iam::${own}:oidc-provider/token.actions.githubusercontent.com`;

export const identityMistakes: readonly Mistake[] = [
  ["no-administrator-rights", "an instance that may do everything", policy("ad", { ...allow, Action: "*", Resource: "*" })],
  [
    "no-administrator-rights",
    "a service role that changes its own policy",
    policy("xmpro-events", { ...allow, Action: "iam:PutRolePolicy", Resource: `arn:aws:iam::${own}:role/xmpro-service` }),
  ],
  [
    "no-administrator-rights",
    "an attached policy of administrators",
    {
      of: "RolePolicyAttachment",
      name: "xmpro-health",
      props: { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess-AWSElasticBeanstalk" },
    },
  ],
  [
    "least-privilege",
    "an instance that does everything with its packages",
    policy("sm", { ...allow, Action: "s3:*Object", Resource: "arn:aws:s3:::packages/sm/*" }),
  ],
  [
    "least-privilege",
    "an instance that writes to every log group",
    policy("sm", { ...allow, Action: "logs:PutLogEvents", Resource: `arn:aws:logs:us-east-1:${own}:log-group*` }),
  ],
  [
    "no-reading-everything",
    "an installers' host that reads every object",
    policy("installer-host", { ...allow, Action: "s3:GetObject", Resource: "*" }),
  ],
  [
    "no-reading-everything",
    "an instance that reads every parameter",
    policy("sm", { ...allow, Action: "ssm:GetParameter", Resource: `arn:aws:ssm:us-east-1:${own}:parameter*` }),
  ],
  [
    "no-reading-everything",
    "tasks that read every secret",
    policy("relay-execution", { ...allow, Action: "secretsmanager:GetSecretValue", Resource: "*" }),
  ],
  [
    "no-reading-everything",
    "an attached policy that reads every parameter",
    {
      of: "RolePolicyAttachment",
      name: "xmpro-health",
      props: { policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" },
    },
  ],
  [
    "passes-named-roles",
    "a service role that gives any role to an instance",
    policy("xmpro-events", { ...allow, Action: "iam:PassRole", Resource: `arn:aws:iam::${own}:role/xmpro-*` }),
  ],
  [
    "managed-policies-judged",
    "an attached policy of AWS that nobody has read",
    {
      of: "RolePolicyAttachment",
      name: "xmpro-health",
      props: { policyArn: "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy" },
    },
  ],
  [
    "permissions-stay-here",
    "tasks that write to a bucket of somebody else",
    policy("relay-execution", { ...allow, Action: "s3:PutObject", Resource: "arn:aws:s3:::theirs/*" }),
  ],
  [
    "permissions-stay-here",
    "tasks that write to a bucket which another account must have",
    policy("relay-execution", {
      ...allow,
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::theirs/*",
      Condition: { StringEquals: { "aws:ResourceAccount": other } },
    }),
  ],
  [
    "permissions-stay-here",
    "an instance that publishes to a topic of another account",
    policy("sm", { ...allow, Action: "sns:Publish", Resource: `arn:aws:sns:us-east-1:${other}:theirs` }),
  ],
  [
    "permissions-stay-here",
    "tasks that may take a role in another account, by a policy inside their own role",
    {
      of: "Role",
      name: "relay-task",
      props: {
        inlinePolicies: [
          { name: "x", policy: statement({ ...allow, Action: "sts:AssumeRole", Resource: `arn:aws:iam::${other}:role/theirs` }) },
        ],
      },
    },
  ],
  ["trust-names-who", "tasks whose role anybody assumes", role("relay-task", trust("*"))],
  ["trust-names-who", "tasks whose role everybody of AWS assumes", role("relay-task", trust({ AWS: ["*"] }))],
  [
    "trust-own-account",
    "tasks whose role another account assumes",
    role("relay-task", trust({ AWS: `arn:aws:iam::${other}:root` })),
  ],
  ["trust-fits-use", "an instance role that functions assume", role("sm", trust({ Service: "lambda.amazonaws.com" }))],
  [
    "trust-fits-use",
    "a task role that instances assume too",
    role("relay-task", trust({ Service: ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"] }, forOwn)),
  ],
  ["trust-for-own-account", "a task role without a condition", role("relay-task", trust(ecs))],
  [
    "trust-for-own-account",
    "a task role for the tasks of another account",
    role("relay-task", trust(ecs, { StringEquals: { "aws:SourceAccount": other } })),
  ],
  [
    "federation-names-subjects",
    "a role for all branches of a repository",
    {
      of: "Role",
      name: "sm",
      extra: {
        type: "aws:iam/role:Role",
        props: {
          assumeRolePolicy: statement({
            ...allow,
            Principal: { Federated: github },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
              StringLike: { "token.actions.githubusercontent.com:sub": "repo:owner/name:*" },
            },
          }),
        },
      },
    },
  ],
  [
    "no-user-keys",
    "a user with a password",
    { of: "Role", name: "sm", extra: { type: "aws:iam/userLoginProfile:UserLoginProfile", props: { user: "operator" } } },
  ],
  [
    "users-without-policies",
    "a user with permissions of its own",
    {
      of: "Role",
      name: "sm",
      extra: {
        type: "aws:iam/userPolicy:UserPolicy",
        props: {
          user: "operator",
          policy: statement({ ...allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::packages/sm/*" }),
        },
      },
    },
  ],
];
