import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { assignsSecret } from "../../read/secret-values.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, type Rule } from "../../rule.ts";

export const userDataWithoutSecrets: Rule = {
  name: "user-data-without-secrets",
  description:
    "The user data of an EC2 instance holds no secret: every program on the instance can read it, and so can the console.",
  remedy: "Let the instance read the secret from SSM or Secrets Manager when it starts, and change the secret.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html",
  checks: [
    onResource(
      [ec2Instance, launchConfiguration, launchTemplate, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"],
      (_, { props }) =>
        ["userData", "userDataBase64"]
          .filter((argument) => {
            const text = known(() => props[argument]);
            return typeof text === "string" && assignsSecret(text);
          })
          // The text is a secret, so nothing of it is quoted.
          .map((argument) => `${argument} must hold no secret, got a password or a key`),
    ),
  ],
};
