import { describe, expect, it } from "vitest";
import type { Sources } from "../../../../operate/doctor/check.ts";
import { access } from "../../../../operate/doctor/checks/access.ts";
import { environments } from "../../../../operate/doctor/checks/environments.ts";
import { packages } from "../../../../operate/doctor/checks/packages.ts";
import { parameters } from "../../../../operate/doctor/checks/parameters.ts";
import { platform } from "../../../../operate/doctor/checks/platform.ts";
import { securityGroups } from "../../../../operate/doctor/checks/security-groups.ts";
import { targets } from "../../../../operate/doctor/checks/targets.ts";
import type { StoredParameter } from "../../../../operate/import-secrets/parameter-store.ts";
import { SecretValue } from "../../../../operate/import-secrets/secrets-file/secret-value.ts";
import { ANSWERS, certOf, environment, look, NOW, parametersOf, refused } from "../healthy-stack.ts";
import { itFinds } from "./broken.ts";

const HOUR_MS = 3_600_000;
const SM = "xmpro-nonprod-sm";
const withSm = (changes: object) => ({
  DescribeEnvironments: () => ({ Environments: [{ ...environment("sm"), ...changes }, environment("ds"), environment("ad")] }),
});
/** An answer about Subscription Manager alone; the other two stay healthy. */
const ofSm = (action: string, answer: object) => ({
  [action]: (input: { EnvironmentName?: string }) => (input.EnvironmentName === SM ? answer : (ANSWERS[action]?.(input) ?? {})),
});

describe("the check of the environments", () => {
  itFinds(environments, [
    {
      title: "says that one is missing",
      state: "wrong",
      subject: SM,
      answers: { DescribeEnvironments: () => ({ Environments: [environment("ds"), environment("ad")] }) },
      says: /no such environment/,
      types: /npx pulumi up --refresh/,
    },
    {
      title: "says that one is terminating",
      state: "wrong",
      subject: SM,
      answers: withSm({ Status: "Terminating" }),
      says: /is Terminating/,
      types: /describe-events/,
    },
    {
      title: "names the causes of bad health, those of the instances too, and the last event",
      state: "wrong",
      subject: SM,
      answers: {
        ...ofSm("DescribeEnvironmentHealth", { HealthStatus: "Severe", Causes: ["All requests fail with HTTP 5xx."] }),
        ...ofSm("DescribeInstancesHealth", {
          InstanceHealthList: [{ InstanceId: "i-9", Causes: ["Application pool stopped."] }],
        }),
        ...ofSm("DescribeEvents", { Events: [{ Severity: "WARN", Message: "Health went to Severe.", EventDate: NOW }] }),
      },
      says: /is Severe\. All requests fail with HTTP 5xx\. i-9: Application pool stopped\. Last event: Health went to Severe\./,
      types: /describe-events --environment-name xmpro-nonprod-sm/,
    },
    {
      title: "does not know an environment without health",
      state: "unknown",
      subject: SM,
      answers: ofSm("DescribeEnvironmentHealth", { HealthStatus: "NoData" }),
      says: /is NoData/,
      types: /describe-events/,
    },
    {
      title: "does not know while an update runs",
      state: "unknown",
      subject: SM,
      answers: withSm({ Status: "Updating", DateUpdated: new Date(NOW.getTime() - HOUR_MS / 6) }),
      says: /is Updating for 10 minutes/,
      types: /describe-events/,
    },
    {
      title: "says that an update takes too long, and how to abort it",
      state: "wrong",
      subject: SM,
      answers: withSm({ Status: "Updating", DateUpdated: new Date(NOW.getTime() - 3 * HOUR_MS) }),
      says: /has been Updating for 3 hours/,
      types: /abort-environment-update --environment-name xmpro-nonprod-sm/,
    },
    {
      title: "says that the last update failed although the previous version is healthy",
      state: "wrong",
      subject: SM,
      answers: ofSm("DescribeEvents", {
        Events: [
          { Severity: "ERROR", Message: "Failed to deploy application.", EventDate: NOW },
          {
            Severity: "INFO",
            Message: "Environment update completed successfully.",
            EventDate: new Date(NOW.getTime() - HOUR_MS),
          },
        ],
      }),
      says: /its last update failed: Failed to deploy application/,
      types: /describe-events/,
    },
    {
      title: "says how to continue a rollback that AWS could not end",
      state: "wrong",
      subject: `${SM} (CloudFormation)`,
      answers: {
        DescribeStacks: ({ StackName }) => ({
          Stacks: [{ StackStatus: StackName === "awseb-e-sm-stack" ? "UPDATE_ROLLBACK_FAILED" : "UPDATE_COMPLETE" }],
        }),
      },
      says: /UPDATE_ROLLBACK_FAILED/,
      types: /cloudformation continue-update-rollback --stack-name awseb-e-sm-stack --region us-east-1/,
    },
    {
      title: "says that the CloudFormation stack failed in another way",
      state: "wrong",
      subject: `${SM} (CloudFormation)`,
      answers: {
        DescribeStacks: ({ StackName }) => ({
          Stacks: [{ StackStatus: StackName === "awseb-e-sm-stack" ? "DELETE_FAILED" : "UPDATE_COMPLETE" }],
        }),
      },
      says: /is DELETE_FAILED/,
      types: /describe-stack-events --stack-name awseb-e-sm-stack/,
    },
  ]);

  it("says nothing of an old event of CloudFormation whose stack is good again", async () => {
    const Events = [{ Severity: "ERROR", Message: "Stack named 'awseb-e-sm-stack' failed to update.", EventDate: NOW }];
    const findings = await look(environments, { answers: ofSm("DescribeEvents", { Events }) });
    expect(findings.filter(({ state }) => state !== "good")).toEqual([]);
  });
});

describe("the check of the security groups", () => {
  const onlySm = { DescribeEnvironments: () => ({ Environments: [environment("sm")] }) };
  const ofSmWith = (SecurityGroups: string[]) =>
    ({
      answers: { ...onlySm, DescribeLoadBalancers: () => ({ LoadBalancers: [{ SecurityGroups }] }) },
      state: "wrong",
      subject: SM,
      types: /elbv2 set-security-groups --load-balancer-arn \S+ --security-groups sg-balancer/,
    }) as const;
  itFinds(securityGroups, [
    {
      ...ofSmWith(["sg-balancer", "sg-awseb"]),
      title: "names a security group that is not the stack's",
      says: /sg-awseb on its load balancer, which is not the stack's: allowedCidrs does not limit/,
    },
    {
      ...ofSmWith([]),
      title: "says that the stack's security group was removed",
      says: /has not the stack's security group/,
    },
    {
      title: "does not know while there is no load balancer",
      state: "unknown",
      subject: SM,
      answers: { ...onlySm, DescribeEnvironmentResources: () => ({ EnvironmentResources: {} }) },
      says: /no load balancer yet/,
    },
  ]);
});

describe("the check of the load balancers", () => {
  const UNHEALTHY = { TargetHealth: { State: "unhealthy", Description: "Health checks failed with these codes: [503]" } };
  const one = { answers: withOnly(), state: "wrong", subject: SM, types: /describe-target-health/ } as const;
  itFinds(targets, [
    {
      ...one,
      title: "names why a target fails",
      answers: { ...one.answers, DescribeTargetHealth: () => ({ TargetHealthDescriptions: [UNHEALTHY] }) },
      says: /1 of 1 instances fail the health check: .*\[503\]/,
    },
    {
      ...one,
      title: "says that there is no instance",
      answers: { ...one.answers, DescribeTargetHealth: () => ({ TargetHealthDescriptions: [] }) },
      says: /no instance behind its load balancer/,
    },
    {
      ...one,
      title: "does not know while an instance starts",
      state: "unknown",
      answers: {
        ...one.answers,
        DescribeTargetHealth: () => ({ TargetHealthDescriptions: [{ TargetHealth: { State: "initial" } }] }),
      },
      says: /No instance is in service yet/,
    },
    {
      title: "says that an environment has no load balancer",
      state: "wrong",
      subject: SM,
      answers: { ...one.answers, DescribeEnvironmentResources: () => ({ EnvironmentResources: {} }) },
      says: /has no load balancer/,
    },
  ]);
  function withOnly() {
    return { DescribeEnvironments: () => ({ Environments: [environment("sm")] }) };
  }
});

describe("the check of the packages", () => {
  const one = { state: "wrong", subject: SM } as const;
  itFinds(packages, [
    {
      ...one,
      title: "says that the sample still runs",
      answers: withSm({ VersionLabel: "Sample Application" }),
      outputs: { packages: { ds: "ds-1", ad: "ad-1" } },
      says: /sample application runs in place of Subscription Manager/,
      types: /config set smPackage/,
    },
    {
      ...one,
      title: "says that the sample runs again",
      answers: withSm({ VersionLabel: "Sample Application" }),
      says: /in place of the version sm-1/,
      types: /pulumi up --refresh/,
    },
    {
      ...one,
      title: "says that another version runs than the stack deployed",
      answers: withSm({ VersionLabel: "sm-0" }),
      says: /runs the version sm-0\. The stack deployed sm-1/,
      types: /pulumi up --refresh/,
    },
    {
      ...one,
      title: "says that somebody deployed a package past the stack",
      outputs: { packages: { ds: "ds-1", ad: "ad-1" } },
      says: /which the stack did not deploy/,
      types: /smPackage/,
    },
    {
      ...one,
      title: "says that Elastic Beanstalk has lost the running version",
      answers: {
        DescribeApplicationVersions: ({ VersionLabels }) =>
          VersionLabels?.[0] === "sm-1" ? { ApplicationVersions: [] } : (ANSWERS.DescribeApplicationVersions?.({}) ?? {}),
      },
      says: /has no longer/,
      types: /describe-application-versions .* --version-labels sm-1/,
    },
    {
      ...one,
      title: "says that the running package is not in its bucket any more",
      answers: {
        DescribeApplicationVersions: ({ VersionLabels }) => ({
          ApplicationVersions: [{ Status: "Processed", SourceBundle: { S3Bucket: "packages-1", S3Key: VersionLabels[0] } }],
        }),
        HeadObject: ({ Key }) => (Key === "sm-1" ? refused("NotFound") : {}),
      },
      says: /no longer in its bucket/,
      types: /describe-application-versions/,
    },
    {
      ...one,
      title: "says that Elastic Beanstalk could not process the version",
      answers: {
        DescribeApplicationVersions: ({ VersionLabels }) => ({
          ApplicationVersions: [{ Status: VersionLabels?.[0] === "sm-1" ? "Failed" : "Processed", SourceBundle: {} }],
        }),
      },
      says: /could not process the version sm-1/,
      types: /describe-application-versions/,
    },
    {
      ...one,
      title: "does not know packages that an older version of this project deployed",
      state: "unknown",
      answers: { DescribeEnvironments: () => ({ Environments: [environment("sm")] }) },
      outputs: { packages: undefined as never },
      says: /does not know packages/,
      types: /pulumi up --refresh/,
    },
  ]);
});

describe("the check of the parameters", () => {
  const one = { state: "wrong", types: /npm run import-secrets -- --stack nonprod --product sm/ } as const;
  /** Changes Subscription Manager's parameters; undefined leaves one out. */
  const changed = (
    name: string,
    change: (parameter: StoredParameter) => StoredParameter | undefined,
  ): Pick<Sources, "parameters"> => ({
    parameters: async (product) =>
      parametersOf(product, await certOf()).flatMap((parameter) =>
        parameter.name === name ? (change(parameter) ?? []) : [parameter],
      ),
  });
  const withValue = (text: string) => (parameter: StoredParameter) => ({ ...parameter, value: new SecretValue(text) });
  itFinds(parameters, [
    {
      ...one,
      title: "says that a product has none",
      subject: "Subscription Manager",
      sources: { parameters: async (product) => (product === "sm" ? [] : parametersOf(product, await certOf())) },
      says: /no parameters that begin with XMSM/,
    },
    {
      ...one,
      title: "says that SALT is missing",
      subject: "XMSM_SALT",
      sources: changed("XMSM_SALT", () => undefined),
      says: /is missing/,
    },
    {
      ...one,
      title: "does not know whether one is missing whose name XMPro does not document",
      state: "unknown",
      subject: "XMSM_ServerUUID",
      sources: changed("XMSM_ServerUUID", () => undefined),
      says: /does not document for AWS/,
    },
    {
      ...one,
      title: "says that one is no SecureString",
      subject: "XMSM_SALT",
      sources: changed("XMSM_SALT", (parameter) => ({ ...parameter, isSecure: false })),
      says: /is no SecureString/,
      types: /ssm delete-parameter --name XMSM_SALT/,
    },
    {
      ...one,
      title: "says that another key encrypts one",
      subject: "XMSM_SALT",
      sources: changed("XMSM_SALT", (parameter) => ({ ...parameter, hasStackKey: false })),
      says: /another key/,
    },
    {
      ...one,
      title: "says that one is for another database, without its value",
      subject: "XMSM_SQLSERVER",
      sources: changed("XMSM_SQLSERVER", withValue("Data Source=sentinel.example.com;Password=sentinel")),
      says: /another database, Redis, URL or mail server than the stack's: the stack's database server is database\.example\.com,1433/,
      types: /--product sm --from-stack$/,
    },
    {
      ...one,
      title: "says that a host has an upper-case letter",
      subject: "XMSM_DNSName",
      sources: changed("XMSM_DNSName", withValue("https://SM-xmpro.example.com")),
      says: /upper-case letter/,
    },
    {
      ...one,
      title: "says that CERT does not name sign.pfx",
      subject: "XMSM_CERT",
      sources: changed("XMSM_CERT", withValue("CN=sentinel")),
      says: /is not the subject of sign\.pfx \(CN=/,
      types: /npm run certificates/,
    },
  ]);
});

describe("the check of the access", () => {
  const SUBJECT = "Subscription Manager";
  const sample = { answers: withSm({ VersionLabel: "Sample Application" }) };
  itFinds(access, [
    {
      title: "warns before the package of Subscription Manager is deployed for everybody",
      ...sample,
      state: "wrong",
      subject: SUBJECT,
      outputs: { allowedCidrs: ["0.0.0.0/1", "128.0.0.0/1"] },
      says: /as soon as its package runs/,
      types: /bootstrapAllowedCidrs/,
    },
    {
      title: "does not know whether the published password was changed where everybody may try it",
      state: "unknown",
      subject: SUBJECT,
      outputs: { allowedCidrs: ["0.0.0.0/0"] },
      says: /nobody can see from here whether the published password/,
      types: /output urls/,
    },
    {
      title: "asks to lift the limit of the first sign-in",
      state: "unknown",
      subject: SUBJECT,
      outputs: { allowedCidrs: ["0.0.0.0/0"], bootstrapAllowedCidrs: ["203.0.113.0/24"] },
      says: /Only 203\.0\.113\.0\/24 may reach/,
      types: /config rm --path bootstrapAllowedCidrs/,
    },
    {
      title: "says that the password of the database is old",
      state: "wrong",
      subject: "password of the database",
      answers: {
        DescribeParameters: ({ ParameterFilters: [filter] }) => ({
          Parameters: [
            {
              LastModifiedDate: new Date(
                NOW.getTime() - (filter.Values[0] === "/xmpro/database/password" ? 400 : 1) * 24 * HOUR_MS,
              ),
            },
          ],
        }),
      },
      says: /was changed 400 days ago/,
      types: /get-parameter-history --name \/xmpro\/database\/password/,
    },
    {
      title: "says that the token of Redis is gone",
      state: "wrong",
      subject: "token of Redis",
      answers: {
        DescribeParameters: ({ ParameterFilters: [filter] }) => ({
          Parameters: filter.Values[0] === "/xmpro/redis/token" ? [] : [{ LastModifiedDate: NOW }],
        }),
      },
      says: /is missing/,
      types: /pulumi up --refresh/,
    },
    {
      title: "does not know who may reach a stack of an older version of this project",
      state: "unknown",
      subject: SUBJECT,
      outputs: { allowedCidrs: undefined as never },
      says: /does not say who may reach/,
    },
  ]);
});

describe("the check of the platform", () => {
  const one = { state: "wrong", subject: SM } as const;
  const only = { DescribeEnvironments: () => ({ Environments: [environment("sm")] }) };
  const found = (changes: object) => {
    const { PlatformDescription } = (ANSWERS.DescribePlatformVersion?.({}) ?? {}) as { PlatformDescription: object };
    return { ...only, DescribePlatformVersion: () => ({ PlatformDescription: { ...PlatformDescription, ...changes } }) };
  };
  itFinds(platform, [
    {
      ...one,
      title: "says that AWS has retired its branch",
      answers: found({ PlatformBranchLifecycleState: "Retired" }),
      says: /retired this branch/,
      types: /list-platform-branches/,
    },
    {
      ...one,
      title: "says that AWS will retire its branch",
      answers: found({ PlatformBranchLifecycleState: "Deprecated" }),
      says: /announced the end/,
      types: /list-platform-branches/,
    },
    {
      ...one,
      title: "says that XMPro's .NET is not on it",
      answers: found({
        Frameworks: [
          { Name: ".NET", Version: "10.0.11" },
          { Name: ".NET Framework", Version: "8.1" },
        ],
      }),
      says: /has \.NET 10\.0\.11 but not \.NET 8/,
      types: /list-platform-versions/,
    },
    {
      ...one,
      title: "says that its updates do not arrive",
      answers: found({ PlatformVersion: "2.22.9" }),
      says: /the newest is 2\.23\.5/,
      types: /managed-actions --environment-id e-sm/,
    },
    {
      ...one,
      title: "says that AWS's last update failed",
      subject: `${SM} (updates)`,
      answers: {
        ...only,
        DescribeEnvironmentManagedActionHistory: () => ({
          ManagedActionHistoryItems: [{ Status: "Failed", FailureDescription: "Timed out", ExecutedTime: NOW }],
        }),
      },
      says: /failed on 2027-03-01: Timed out/,
      types: /describe-events/,
    },
  ]);
});
