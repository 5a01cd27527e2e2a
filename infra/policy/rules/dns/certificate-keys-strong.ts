import { nested } from "../../read/nested.ts";
import { certificate } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** AWS writes "RSA_2048" and "RSA-2048". */
const STRONG = /^(RSA[-_](2048|3072|4096)|EC[-_](prime256v1|secp384r1|secp521r1))$/i;

export const certificateKeysStrong: Rule = {
  name: "certificate-keys-strong",
  description: "The key of a certificate has 2048 bits of RSA or more, or is of an elliptic curve, and never leaves AWS.",
  remedy: 'Set keyAlgorithm to "RSA_2048" or "EC_prime256v1", and leave export out.',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ACM.2"],
  checks: [
    onResource(certificate, ({ keyAlgorithm }) =>
      // AWS's default is RSA_2048.
      keyAlgorithm === undefined || keyAlgorithm === null || STRONG.test(String(keyAlgorithm))
        ? undefined
        : `keyAlgorithm must be "RSA_2048" or stronger, got ${quote(keyAlgorithm)}`,
    ),
    onResource(certificate, ({ options }) => {
      const exported = String(nested(options, "export") ?? "").toUpperCase();
      return exported === "ENABLED" ? 'options.export must be "DISABLED", got "ENABLED"' : undefined;
    }),
    // Without the public log, browsers refuse the certificate, and nobody sees who else has one.
    onResource(certificate, ({ options }) => {
      const logged = String(nested(options, "certificateTransparencyLoggingPreference") ?? "").toUpperCase();
      return logged === "DISABLED"
        ? 'options.certificateTransparencyLoggingPreference must be "ENABLED", got "DISABLED"'
        : undefined;
    }),
  ],
};
