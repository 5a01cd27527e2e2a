import type * as pulumi from "@pulumi/pulumi";
import type { RelaySettings } from "../relay-settings.ts";
import type { TaskImage } from "../service/task.ts";
import { builtRelayImage } from "./built-relay-image.ts";
import { ecrRepositoryArn } from "./image-uri.ts";

export interface RelayImageArgs {
  accountId: string;
  region: string;
  /** First part of every fixed name, "xmpro-prod". */
  prefix: string;
  image: RelaySettings["image"];
  kmsKeyArn: pulumi.Input<string>;
}

/** The image that the tasks run, and what the rest of the relay must know of it. */
export interface RelayImage extends TaskImage {
  /** Undefined for an image from elsewhere. */
  readonly repositoryUrl: pulumi.Output<string> | undefined;
  /** True: no interface endpoint leads to the image's registry, or to where the image reports its use. */
  readonly needsInternet: boolean;
  /** Depend on these before anything that costs money. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** Builds and pushes the image, unless the settings name one from elsewhere. */
export function relayImage(name: string, args: RelayImageArgs, parent: pulumi.Resource): RelayImage {
  const { accountId, region, prefix, image, kmsKeyArn } = args;
  const needsInternet = (repositoryArn: string | undefined) => repositoryArn?.split(":")[3] !== region;
  if (image.kind === "given") {
    const { uri, marketplace } = image;
    const repositoryArn = ecrRepositoryArn(uri);
    return {
      uri,
      marketplace,
      repositoryArn,
      repositoryUrl: undefined,
      cpuArchitecture: "X86_64",
      needsInternet: marketplace || needsInternet(repositoryArn),
      dependsOn: [],
    };
  }
  const { architecture } = image;
  const built = builtRelayImage(name, { accountId, region, repositoryName: `${prefix}-relay`, architecture, kmsKeyArn }, parent);
  return {
    uri: built.uri,
    marketplace: false,
    repositoryArn: built.repositoryArn,
    repositoryUrl: built.repositoryUrl,
    cpuArchitecture: architecture === "arm64" ? "ARM64" : "X86_64",
    needsInternet: needsInternet(built.repositoryArn),
    dependsOn: [built.pushed],
  };
}
