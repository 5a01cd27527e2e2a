import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { Image, type ImageArgs } from "./image.ts";

/**
 * The relay's image, and before it one with the packages that it is built with, so that a machine that has never built (in CI, say) does not
 * install them again as long as they stay the same. The Docker provider can write a cache into the image that it pushes and nowhere else, and
 * there BuildKit tells of no step whose files are not in that image: the relay's own holds none of the stage that builds. The packages
 * have a repository of their own: tasks may not pull it, images of one do not push out those of the other, and what a scanner finds in npm is
 * not found in the relay.
 */
export function relayImage(
  name: string,
  args: Pick<ImageArgs, "accountId" | "region" | "repositoryName" | "architecture" | "kmsKeyArn">,
  parent: pulumi.Resource,
): Image {
  const login = aws.ecr.getAuthorizationTokenOutput({ registryId: args.accountId }, { parent });
  const dependencies = new Image(
    `${name}-dependencies`,
    {
      ...args,
      login,
      repositoryName: `${args.repositoryName}-dependencies`,
      dockerfile: "relay-service/dependencies.Dockerfile",
      // The state knows the newest; more than one, for a deployment that ended before it could write down what it had pushed.
      kept: { count: 3, because: "the newest, as a cache" },
      inlineCache: true,
    },
    { parent },
  );
  return new Image(
    name,
    {
      ...args,
      login,
      dockerfile: "relay-service/Dockerfile",
      kept: { count: 20, because: "the newest, for going back" },
      cacheFrom: dependencies.imageName,
    },
    { parent },
  );
}
