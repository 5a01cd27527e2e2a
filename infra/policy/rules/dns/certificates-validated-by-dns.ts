import { certificate } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const certificatesValidatedByDns: Rule = {
  name: "certificates-validated-by-dns",
  description: "ACM renews a requested certificate by itself, as DNS records prove the domain.",
  remedy: 'Set validationMethod to "DNS". An imported certificate has none, and an alarm when it is about to expire.',
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ACM.1"],
  checks: [
    onResource(certificate, ({ validationMethod, certificateBody, certificateAuthorityArn }) => {
      if (certificateBody || certificateAuthorityArn) return undefined;
      return String(validationMethod).toUpperCase() === "DNS"
        ? undefined
        : `validationMethod must be "DNS", got ${quote(validationMethod)}`;
    }),
    onResource(certificate, ({ validationOptions }) =>
      // They are for e-mail only.
      Array.isArray(validationOptions) && validationOptions.length > 0
        ? "validationOptions must be left out, as they send e-mails, got some"
        : undefined,
    ),
  ],
};
