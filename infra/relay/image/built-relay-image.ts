import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { BuiltImage, type BuiltImageArgs } from "./built-image.ts";

/**
 * The relay's image, and before it an image with the packages of its build stage. So a machine without a build cache, as in CI,
 * does not install unchanged packages again. The Docker provider can write a cache only into the image that it pushes, and
 * BuildKit's inline cache contains only steps whose files are in that image. The relay's own image has no files of the build
 * stage. The packages have a repository of their own: tasks may not pull from it, the images of one repository do not displace
 * those of the other, and a scanner's findings in npm are not findings in the relay.
 */
export function builtRelayImage(
  name: string,
  args: Pick<BuiltImageArgs, "accountId" | "region" | "repositoryName" | "architecture" | "kmsKeyArn">,
  parent: pulumi.Resource,
): BuiltImage {
  const login = aws.ecr.getAuthorizationTokenOutput({ registryId: args.accountId }, { parent });
  const dependencies = new BuiltImage(
    `${name}-dependencies`,
    {
      ...args,
      login,
      repositoryName: `${args.repositoryName}-dependencies`,
      dockerfile: "relay-service/dependencies.Dockerfile",
      // The state refers to the newest. More than one, for a deployment that failed after a push and before it saved the state.
      kept: { count: 3, because: "the newest, as a cache" },
      inlineCache: true,
    },
    { parent },
  );
  return new BuiltImage(
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
