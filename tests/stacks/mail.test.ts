import { describe, expect, it } from "vitest";
import { rules } from "../../infra/policy/rules.ts";
import { validate } from "../../infra/policy/validate.ts";
import { checkedResource } from "../../preview/model/policy-report.ts";
import { leaks } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { securityGroupRules } from "../support/program/security-group-rules.ts";

const SENTINEL = "Sentinel7e1f";
const SMTP = {
  mail: "smtp",
  smtpHost: "smtp.acme.io",
  smtpUsername: "xmpro",
  smtpPassword: SENTINEL,
  smtpFrom: "xmpro@acme.io",
};

describe.each(["prod", "nonprod"] as const)("mail of %s", (stack) => {
  it("is nobody's business without a setting", async () => {
    const made = await deployStack(stack);
    expect(made.outputs.mail).toBeUndefined();
    expect(made.outputs.installerAnswers.filter((line: string) => /mail/i.test(line))).toEqual([]);
    expect(made.resources.filter(({ type }) => /sesv2|iam\/user|accessKey/.test(type))).toEqual([]);
  });

  it("by a mail server is one secret parameter, an output and answers for the installers", async () => {
    const made = await deployStack(stack, SMTP);
    const passwordParameter = `/xmpro-${stack}/mail/password`;
    expect(made.outputs.mail).toEqual({
      ...{ host: "smtp.acme.io", port: 587, username: "xmpro", from: "xmpro@acme.io" },
      passwordParameter,
    });
    const { inputs } = made.ofType("ssm.Parameter").find(({ name }) => name === "mail-password") ?? {};
    expect(inputs).toMatchObject({ name: passwordParameter, type: "SecureString", value: { secret: SENTINEL } });
    expect(made.outputs.installerAnswers).toContain(
      `App Designer > Mail, password: aws ssm get-parameter --with-decryption --query Parameter.Value --output text --name ${passwordParameter}`,
    );
    expect(leaks(made, SENTINEL)).toEqual([]);
  });

  it("by Amazon SES is from Subscription Manager's host name, in its own zone", async () => {
    const made = await deployStack(stack, { mail: "ses" });
    const host = made.outputs.hosts.sm;
    expect(made.the("sesv2.EmailIdentity").inputs).toEqual({ emailIdentity: host });
    expect(made.outputs.mail).toMatchObject({
      host: "email-smtp.us-east-1.amazonaws.com",
      port: 587,
      username: "AKIA-mail-sender-1",
      from: `xmpro@${host}`,
    });
    expect(leaks(made, "generated-for-")).toEqual([]);
  });

  it.each([{ mail: "ses" }, SMTP])("adds nothing that the policy pack speaks of: $mail", async (settings) => {
    const findings = async (given: object) =>
      validate(rules, (await deployStack(stack, { ...given })).resources.map(checkedResource));
    expect(await findings(settings)).toEqual(await findings({}));
  });

  it("follows the port of the mail server, and closes 587 then", async () => {
    const mailPorts = async (settings: object) =>
      securityGroupRules(await deployStack(stack, { ...settings })).filter((rule) =>
        /out \w+-instances tcp (587|2525) /.test(rule),
      );
    expect(await mailPorts({ mail: "ses" })).toEqual(await mailPorts({}));
    expect(await mailPorts({ ...SMTP, smtpPort: 2525 })).toEqual(
      (await mailPorts({})).map((rule) => rule.replace("587", "2525")),
    );
  });

  it("from the domain has its records in the zone of the domain, and no DMARC record", async () => {
    const made = await deployStack(stack, { mail: "ses", dnsZones: "domain", smtpFrom: "xmpro@example.com" });
    const records = made.ofType("route53.Record").filter(({ name }) => name.startsWith("mail-"));
    expect(records.map(({ name, inputs }) => [name, inputs.zoneId]).sort()).toEqual(
      ["mail-bounces", "mail-dkim-1", "mail-dkim-2", "mail-dkim-3", "mail-spf"].map((name) => [name, "Z-dns-example.com"]),
    );
  });
});
