import { textOf } from "../engine/graph.ts";
import type { Service } from "./service.ts";

export const ses: Service = {
  title: "SES",
  types: {
    "aws:sesv2/emailIdentity:EmailIdentity": {
      outputs: (name, { emailIdentity }, { accountId, region }) => ({
        arn: `arn:aws:ses:${region}:${accountId}:identity/${emailIdentity}`,
        dkimSigningAttributes: { tokens: [1, 2, 3].map((key) => `${name}-token-${key}`) },
      }),
      noun: ["domain that mail is sent for", "domains that mail is sent for"],
      summary: (resource) => textOf(resource, "emailIdentity"),
    },
    "aws:sesv2/emailIdentityMailFromAttributes:EmailIdentityMailFromAttributes": {
      noun: ["return address of mail", "return addresses of mail"],
    },
  },
};
