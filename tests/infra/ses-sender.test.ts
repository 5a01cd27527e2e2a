import { describe, expect, it } from "vitest";
import { SesSender, type SesSenderArgs } from "../../infra/ses-sender.ts";
import { deploy, leaks } from "../support/program/deploy.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const sender = (more: Partial<SesSenderArgs> = {}) =>
  deploy(() => {
    const { host, port, username, password } = new SesSender("mail", {
      region: "eu-west-1",
      domain: "sm.example.com",
      zoneId: "Z1",
      from: "xmpro@sm.example.com",
      rejectOthers: true,
      keyVersion: 1,
      ...more,
    });
    return { host, port, username, password };
  });

const records = async (more: Partial<SesSenderArgs> = {}) =>
  (await sender(more))
    .ofType("route53.Record")
    .map(({ inputs: { zoneId, type, name, records } }) => [zoneId, type, name, records].flat().join(" "))
    .sort();

describe("a sender of Amazon SES", () => {
  it("proves its domain by DKIM, SPF and DMARC, all in the zone of the domain", async () => {
    expect(await records()).toEqual([
      "Z1 CNAME mail-token-1._domainkey.sm.example.com mail-token-1.dkim.amazonses.com",
      "Z1 CNAME mail-token-2._domainkey.sm.example.com mail-token-2.dkim.amazonses.com",
      "Z1 CNAME mail-token-3._domainkey.sm.example.com mail-token-3.dkim.amazonses.com",
      "Z1 MX bounce.sm.example.com 10 feedback-smtp.eu-west-1.amazonses.com",
      "Z1 TXT _dmarc.sm.example.com v=DMARC1; p=reject;",
      "Z1 TXT bounce.sm.example.com v=spf1 include:amazonses.com -all",
    ]);
  });

  it("leaves the DMARC record of a domain with other senders to its owner", async () => {
    expect((await records({ rejectOthers: false })).join()).not.toContain("DMARC1");
  });

  it("points DKIM to the region's own domain where AWS has one there", async () => {
    expect((await records({ region: "eu-south-1" }))[0]).toMatch(/ mail-token-1\.dkim\.eu-south-1\.amazonses\.com$/);
  });

  it("works before its zone is delegated: bounces go to a name of SES then", async () => {
    expect((await sender()).the("sesv2.EmailIdentityMailFromAttributes").inputs).toEqual({
      emailIdentity: "sm.example.com",
      mailFromDomain: "bounce.sm.example.com",
      behaviorOnMxFailure: "USE_DEFAULT_VALUE",
    });
  });

  it("has a login at the SMTP server of its region, by STARTTLS", async () => {
    const { outputs } = await sender();
    expect([outputs.host, outputs.port, outputs.username]).toEqual([
      "email-smtp.eu-west-1.amazonaws.com",
      587,
      "AKIA-mail-sender-1",
    ]);
  });

  it("may send from one address of one domain, and nothing else", async () => {
    const made = await sender();
    expect(statementsOf(made.the("iam.UserPolicy"), "policy")).toEqual({
      SendFromOneAddress: {
        Sid: "SendFromOneAddress",
        Effect: "Allow",
        Action: "ses:SendRawEmail",
        Resource: "arn:aws:ses:us-east-1:111122223333:identity/sm.example.com",
        Condition: { StringEquals: { "ses:FromAddress": "xmpro@sm.example.com" } },
      },
    });
    expect(made.resources.filter(({ type }) => /iam/.test(type)).map(({ type }) => type.split(":").at(-1))).toEqual([
      "User",
      "UserPolicy",
      "AccessKey",
    ]);
  });

  it("gets a new key, which replaces the previous one, with another version", async () => {
    const names = async (keyVersion: number) => (await sender({ keyVersion })).ofType("iam.AccessKey").map(({ name }) => name);
    expect([await names(1), await names(2)]).toEqual([["mail-sender-1"], ["mail-sender-2"]]);
  });

  it("shows neither key nor password", async () => {
    expect(leaks(await sender(), "generated-for-")).toEqual([]);
  });
});
