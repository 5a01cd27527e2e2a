import { containersOf } from "../../read/containers.ts";
import { accountOfImage, isMarketplaceImage } from "../../read/images.ts";
import { taskDefinition } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const containerImagesOwnAccount: Rule = {
  name: "container-images-own-account",
  description:
    "Images in ECR are in the account that runs them, or in AWS Marketplace. Nobody here sees who pushes to a repository of another account.",
  remedy: "Copy the image to a repository of this account, or exempt the task definition if the other account is yours.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html",
  checks: [
    onResource(taskDefinition, ({ containerDefinitions, executionRoleArn }) => {
      const own = /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(String(executionRoleArn ?? ""))?.[1];
      if (own === undefined) return undefined;
      return findEach(containersOf(containerDefinitions), ({ name, image }) => {
        const account = accountOfImage(image);
        return account === undefined || account === own || isMarketplaceImage(image)
          ? undefined
          : `image of ${quote(name)} must be in the account ${own}, got one of ${account}`;
      });
    }),
  ],
};
