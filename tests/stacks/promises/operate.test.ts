import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { nonprod } from "../../../stacks/nonprod.ts";
import { prod } from "../../../stacks/prod.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";
import { environments, itHolds, optionOf, PRODUCTS, type Promised, textOf } from "./promised.ts";

const PAGE = "docs/operate.md";
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const DAY = { Sat: "Saturday", Sun: "Sunday", sat: "Saturday", sun: "Sunday" } as const;
/** "sun:00:00-sun:01:00" and "Sun:00:00" → "Sunday 00:00". */
const startOf = (window: string) => `${DAY[window.slice(0, 3) as keyof typeof DAY]} ${window.slice(4, 9)}`;

const PROMISES: readonly Promised[] = [
  {
    sentence: "AWS patches each product in a weekly window. Non-production is patched a day before production.",
    holds: (made, stack) => {
      const starts = environments(made).map((one) => optionOf(one, "aws:elasticbeanstalk:managedactions", "PreferredStartTime"));
      expect(new Set(starts.map((start) => start?.slice(0, 3)))).toEqual(new Set([stack === "prod" ? "Sun" : "Sat"]));
      expect(DAYS.indexOf("Sat") + 1).toBe(DAYS.indexOf("Sun"));
      expect(new Set(starts).size).toBe(PRODUCTS.length);
    },
  },
  {
    sentence: "There is no RDP and no key pair.",
    holds: (made) => {
      expect(securityGroupRules(made).filter((rule) => / tcp (22|3389) /.test(rule))).toEqual([]);
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:autoscaling:launchconfiguration", "EC2KeyName")).toBeUndefined();
      }
    },
  },
  {
    sentence: "The addresses in `alarmEmails` get a mail for alarms and events.",
    holds: (made) => {
      const toTopic = new RegExp(`:${made.the("sns.Topic").name}$`);
      for (const environment of environments(made))
        expect(optionOf(environment, "aws:elasticbeanstalk:sns:topics", "Notification Topic ARN")).toMatch(toTopic);
      const reporters = [
        ...made.ofType("cloudwatch.EventTarget").map(({ inputs }) => inputs.arn),
        ...made.ofType("cloudwatch.MetricAlarm").flatMap(({ inputs }) => inputs.alarmActions),
      ];
      expect(reporters.length).toBeGreaterThan(8);
      for (const arn of reporters) expect(arn).toMatch(toTopic);
      expect(made.ofType("sns.TopicSubscription").map(({ inputs }) => inputs.protocol)).toEqual(["email"]);
    },
  },
  {
    sentence: "A mail about an alarm says what is wrong and what to do. Another one follows when the alarm is over.",
    holds: (made) => {
      const alarms = made.ofType("cloudwatch.MetricAlarm");
      const [, section = ""] = readFileSync(new URL(`../../../${PAGE}`, import.meta.url), "utf8").split(
        "## Does something fail?\n",
      );
      const cells = [...(section.split("\n## ")[0] ?? "").matchAll(/^\| (`[^|]+) \|/gm)].map(([, cell = ""]) => cell);
      const rows = cells.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
      const names = alarms.map(({ name }) => name);
      // The page says in which stacks these are.
      const elsewhere = ["certificate-expiry", "redis-lag"].filter((name) => !names.includes(name));
      expect(rows.sort()).toEqual([...names, ...elsewhere].sort());
      for (const { inputs } of alarms) expect(inputs.okActions).toEqual(inputs.alarmActions);
    },
  },
  {
    sentence: "there are 40 of them in `nonprod` and 46 in `prod`.",
    holds: (made, stack) => {
      const watched = made.ofType("cloudwatch.MetricAlarm").map(({ inputs }) => {
        const queries: { metric?: unknown }[] = inputs.metricQueries ?? [{ metric: inputs.metricName }];
        return queries.filter(({ metric }) => metric !== undefined).length;
      });
      expect(watched.reduce((sum, count) => sum + count, 0)).toBe(stack === "prod" ? 46 : 40);
    },
  },
  {
    sentence: "The output `dashboardUrl` leads to one CloudWatch dashboard for the whole stack.",
    holds: (made, stack) => {
      expect(made.the("cloudwatch.Dashboard").inputs.dashboardName).toBe(`xmpro-${stack}`);
      expect(made.outputs.dashboardUrl).toMatch(new RegExp(`#dashboards/dashboard/xmpro-${stack}$`));
    },
  },
  {
    sentence: "CloudWatch log groups, kept for `logRetentionDays`.",
    holds: (made, stack) => {
      const days = String((stack === "prod" ? prod : nonprod).logRetentionDays);
      for (const environment of environments(made)) {
        expect(optionOf(environment, "aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs")).toBe("true");
        for (const logs of ["aws:elasticbeanstalk:cloudwatch:logs", "aws:elasticbeanstalk:cloudwatch:logs:health"])
          expect(optionOf(environment, logs, "RetentionInDays")).toBe(days);
      }
      for (const { inputs } of made.ofType("cloudwatch.LogGroup")) expect(String(inputs.retentionInDays)).toBe(days);
    },
  },
  {
    sentence: "Access logs of the load balancers and buckets, in a bucket of their own.",
    holds: (made) => {
      for (const environment of environments(made))
        expect(optionOf(environment, "aws:elbv2:loadbalancer", "AccessLogsS3Bucket")).toBe("access-logs");
      expect(made.the("lb.LoadBalancer").inputs.accessLogs).toMatchObject({ bucket: "access-logs", enabled: true });
      expect(made.ofType("s3.BucketLogging")).toHaveLength(made.ofType("s3.Bucket").length);
      for (const { inputs } of made.ofType("s3.BucketLogging")) expect(inputs.targetBucket).toBe("access-logs");
    },
  },
  {
    sentence: "VPC flow logs, in CloudWatch.",
    holds: (made) => expect(made.the("ec2.FlowLog").inputs).toMatchObject({ trafficType: "ALL" }),
  },
  {
    sentence: "| What did AWS WAF refuse? | CloudWatch log groups that begin with `aws-waf-logs-`. |",
    holds: (made) => {
      const names = made.ofType("cloudwatch.LogGroup").map(({ inputs }) => String(inputs.name));
      const logs = names.filter((name) => name.startsWith("aws-waf-logs-"));
      expect(logs).toHaveLength(made.ofType("wafv2.WebAcl").length);
      expect(made.ofType("wafv2.WebAclLoggingConfiguration")).toHaveLength(logs.length);
    },
  },
];

describe("a promise of docs/operate.md", () => {
  itHolds(PAGE, PROMISES);

  it("holds: the patch windows on the page are those of the settings", () => {
    for (const [what, key] of [
      ["Subscription Manager", "smPatchWindow"],
      ["Data Stream Designer", "dsPatchWindow"],
      ["App Designer", "adPatchWindow"],
      ["SQL Server", "sqlMaintenanceWindow"],
      ["Redis", "redisMaintenanceWindow"],
    ] as const)
      expect(textOf(PAGE)).toContain(`| ${what} | \`${key}\` | ${startOf(prod[key])} | ${startOf(nonprod[key])} |`);
  });
});
