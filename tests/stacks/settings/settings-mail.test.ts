import { describe, expect, it } from "vitest";
import { itReports } from "./settings-refused.ts";
import { settings } from "./settings-source.ts";

const smtp = {
  mail: "smtp",
  smtpHost: "smtp.acme.io",
  smtpUsername: "xmpro",
  smtpPassword: "pa ss;word",
  smtpFrom: "xmpro@acme.io",
};
const HOST = "sm-nonprod-xmpro.acme.io";

describe("reading how products send mail", () => {
  it("finds nothing without a setting", () => {
    expect(settings().mail).toEqual({ kind: "none" });
  });

  it("finds a mail server, on 587 unless another port is set", () => {
    expect(settings(smtp).mail).toMatchObject({ kind: "smtp", host: "smtp.acme.io", port: 587, username: "xmpro" });
    expect(settings({ ...smtp, smtpPort: 2525 }).mail).toMatchObject({ port: 2525, from: "xmpro@acme.io" });
  });

  it("finds Amazon SES, which sends as Subscription Manager's host name in every kind of zone", () => {
    for (const zones of [{}, { dnsZones: "domain" }, { hostedZoneId: "Z0123ABC" }])
      expect(settings({ mail: "ses", ...zones }).mail).toEqual({
        kind: "ses",
        from: `xmpro@${HOST}`,
        identity: HOST,
        isOwnName: true,
        keyVersion: 1,
      });
  });

  it.each([{ dnsZones: "domain" }, { hostedZoneId: "Z0123ABC" }])(
    "takes the domain as sender where a zone holds it: %j",
    (zones) => {
      const { mail } = settings({ mail: "ses", smtpFrom: "xmpro@acme.io", ...zones });
      expect(mail).toMatchObject({ from: "xmpro@acme.io", identity: "acme.io", isOwnName: false });
      expect(settings({ mail: "ses", smtpFrom: "xmpro@mail.acme.io", ...zones }).mail).toMatchObject({
        identity: "mail.acme.io",
      });
    },
  );

  const notSet = 'with xmpro:mail "none"; set xmpro:mail to "smtp" or "ses" first';
  const created = 'with xmpro:mail "ses", because the stack creates the login';
  const missing = 'must be set with xmpro:mail "smtp"';
  itReports([
    [{ mail: "mailgun" }, 'xmpro:mail must be one of "none", "smtp", "ses", got "mailgun"'],
    [{ smtpHost: "smtp.acme.io" }, `xmpro:smtpHost must not be set ${notSet}`],
    [{ smtpFrom: "xmpro@acme.io" }, `xmpro:smtpFrom must not be set ${notSet}`],
    [{ mail: "smtp" }, ["smtpHost", "smtpUsername", "smtpPassword", "smtpFrom"].map((key) => `xmpro:${key} ${missing}`)],
    [{ ...smtp, sesKeyVersion: 2 }, 'xmpro:sesKeyVersion must not be set without xmpro:mail "ses"'],
    [
      { ...smtp, smtpPort: 25 },
      'xmpro:smtpPort must be the port on which the server takes mail from logins, as EC2 blocks port 25, such as "587", got "25"',
    ],
    [{ ...smtp, smtpPort: 443 }, "as port 443 is open for other traffic"],
    [{ ...smtp, smtpPort: 70000 }, "xmpro:smtpPort must be a whole number from 1 to 65535 (port)"],
    [{ ...smtp, smtpHost: "smtp.acme.io:587" }, "xmpro:smtpHost must be a lower-case host name without port"],
    [{ ...smtp, smtpFrom: "XMPro@acme.io" }, "xmpro:smtpFrom must be a lower-case e-mail address such as"],
    [{ ...smtp, smtpPassword: "a{{b" }, "xmpro:smtpPassword must be 1 to 1024 characters without control characters"],
    [
      { ...smtp, mail: "ses", smtpFrom: undefined },
      ["smtpHost", "smtpUsername", "smtpPassword"].map((key) => `xmpro:${key} must not be set ${created}`),
    ],
    [
      { mail: "ses", smtpFrom: "xmpro@acme.io" },
      `xmpro:smtpFrom must be an address in ${HOST}, or in a name below, with xmpro:mail "ses", as the stack's zones hold no other such as "xmpro@${HOST}", got "xmpro@acme.io"`,
    ],
    [{ mail: "ses", dnsZones: "domain", smtpFrom: "xmpro@otheracme.io" }, `an address in ${HOST} or acme.io, or in a name below`],
    [{ mail: "ses", sesKeyVersion: 1000 }, "xmpro:sesKeyVersion must be a whole number from 1 to 999 (version)"],
  ]);
});
