import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, type Rule } from "../../rule.ts";

/** A value behind a name such as "password" that is written out, and is not read from somewhere: `$(…)`, `(Get-SSMParameter …)`. */
const WRITTEN_OUT =
  /(pass(word|wd|phrase)?|pwd|secret|token|api[-_]?key|access[-_]?key|credentials?)["']?\s*(=|:|\s-?as\s)\s*["']?(?!aws\b|get-|true\b|false\b)[\w+/!@#%^&*.~-]{4,}/i;
const KEYS = /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY/;

function hasSecret(userData: unknown): boolean {
  if (typeof userData !== "string") return false;
  const decoded = /^[A-Za-z0-9+/=\s]+$/.test(userData) ? Buffer.from(userData, "base64").toString() : "";
  return [userData, decoded].some((text) => WRITTEN_OUT.test(text) || KEYS.test(text));
}

export const userDataWithoutSecrets: Rule = {
  name: "user-data-without-secrets",
  description:
    "The user data of an EC2 instance holds no secret: every program on the instance can read it, and so can the console.",
  remedy: "Let the instance read the secret from SSM or Secrets Manager when it starts, and change the secret.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html",
  checks: [
    onResource(
      [ec2Instance, launchConfiguration, launchTemplate, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"],
      (_, { props }) =>
        ["userData", "userDataBase64"]
          .filter((argument) => hasSecret(known(() => props[argument])))
          // The text is a secret, so nothing of it is quoted.
          .map((argument) => `${argument} must hold no secret, got a password or a key`),
    ),
  ],
};
