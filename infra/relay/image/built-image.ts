import { join, relative } from "node:path";
import type * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { ImageToBuild } from "../relay-settings.ts";
import { contextHash } from "./build-context.ts";
import { uriOf } from "./image-uri.ts";

/** The folder of the build context. */
const PROJECT = join(import.meta.dirname, "..", "..", "..");

export interface BuiltImageArgs {
  accountId: string;
  region: string;
  /** Name of the repository, fixed: it is part of every image's name. Lower case. */
  repositoryName: string;
  /** Path from the project's folder. */
  dockerfile: string;
  architecture: ImageToBuild["architecture"];
  /** How many images the repository keeps, and why. */
  kept: { count: number; because: string };
  /** Name of an image with a cache of this one's build steps. Without it, or when the pull fails, BuildKit runs every step. */
  cacheFrom?: pulumi.Input<string>;
  /** True: the image contains a cache of its own build steps. */
  inlineCache?: boolean;
  /** Credentials of the registry, for the push and for `cacheFrom`: both are in this account and region. */
  login: pulumi.Output<aws.ecr.GetAuthorizationTokenResult>;
  kmsKeyArn: pulumi.Input<string>;
}

/** An image that the Docker engine of the deploying machine builds from this project, and its repository. */
export class BuiltImage extends pulumi.ComponentResource {
  /** "registry/name@sha256:…" of the pushed image. */
  readonly uri: pulumi.Output<string>;
  /** "registry/name:tag", known after the push. */
  readonly imageName: pulumi.Output<string>;
  readonly repositoryUrl: pulumi.Output<string>;
  readonly repositoryArn: string;
  /** Depend on this: without a Docker engine the deployment fails here. */
  readonly pushed: pulumi.Resource;

  constructor(name: string, args: BuiltImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Image", name, {}, opts);
    const { accountId, region, repositoryName, kept, cacheFrom, login } = args;
    const repository = new awsx.ecr.Repository(
      name,
      {
        name: repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.kmsKeyArn }],
        // Nothing is lost: the images can be built again from the sources.
        forceDelete: true,
        lifecyclePolicy: {
          rules: [{ description: kept.because, tagStatus: "any", maximumNumberOfImages: kept.count }],
        },
      },
      { parent: this },
    );
    this.repositoryUrl = repository.url;
    this.repositoryArn = `arn:aws:ecr:${region}:${accountId}:repository/${repositoryName}`;

    const architecture = args.architecture === "arm64" ? "arm64" : "amd64";
    const content = contextHash(PROJECT, args.dockerfile);
    // Relative to the working directory, so that the state contains no path of a machine.
    const context = relative(process.cwd(), PROJECT) || ".";
    const build = {
      context,
      dockerfile: `${context}/${args.dockerfile}`,
      platform: `linux/${architecture}`,
      builderVersion: "BuilderBuildKit" as const,
    };
    const buildArgs = args.inlineCache ? { BUILDKIT_INLINE_CACHE: "1" } : undefined;
    // Everything that makes the provider rebuild also makes a new tag, as ECR refuses an existing tag, even with the same image.
    // So a return to earlier sources gets a new tag too.
    const keepers = { content, ...build, ...buildArgs, ...(cacheFrom !== undefined && { cacheFrom }) };
    const push = new random.RandomId(name, { byteLength: 4, keepers }, { parent: this });
    const image = new docker.Image(
      name,
      {
        imageName: pulumi.interpolate`${this.repositoryUrl}:${content.slice(0, 16)}-${architecture}-${push.hex}`,
        buildOnPreview: false,
        build: {
          ...build,
          ...(buildArgs && { args: buildArgs }),
          ...(cacheFrom !== undefined && { cacheFrom: { images: [cacheFrom] } }),
        },
        registry: {
          server: this.repositoryUrl,
          username: login.userName,
          password: pulumi.secret(login.password),
        },
      },
      { parent: this },
    );
    this.pushed = image;
    this.imageName = image.imageName;
    this.uri = pulumi.all([this.repositoryUrl, image.repoDigest]).apply(([repository, pushed]) => uriOf(repository, pushed));
    this.registerOutputs({ uri: this.uri });
  }
}
