import { join, relative } from "node:path";
import type * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { BuiltImage } from "../relay-settings.ts";
import { contextHash } from "./build-context.ts";
import { uriOf } from "./image-uri.ts";

/** The folder that images are built from. */
const PROJECT = join(import.meta.dirname, "..", "..", "..");

export interface ImageArgs {
  accountId: string;
  region: string;
  /** Name of the repository, fixed: it stands in every image's name. Lower case. */
  repositoryName: string;
  /** Path from the project's folder. */
  dockerfile: string;
  architecture: BuiltImage["architecture"];
  /** How many images the repository keeps, and what for. */
  kept: { count: number; because: string };
  /** Name of an image with a cache of this one's steps. Without it, or where it cannot be pulled, every step is done. */
  cacheFrom?: pulumi.Input<string>;
  /** True: the image is such a cache, of its own steps. */
  inlineCache?: boolean;
  /** The registry's, for a push and for `cacheFrom`: both are in this account and region. */
  login: pulumi.Output<aws.ecr.GetAuthorizationTokenResult>;
  kmsKeyArn: pulumi.Input<string>;
}

/** An image built from this project by the Docker engine of whoever deploys, and the repository that it is pushed to. */
export class Image extends pulumi.ComponentResource {
  /** "registry/name@sha256:…" of what was pushed. */
  readonly uri: pulumi.Output<string>;
  /** "registry/name:tag", known once it was pushed. */
  readonly imageName: pulumi.Output<string>;
  readonly repositoryUrl: pulumi.Output<string>;
  readonly repositoryArn: string;
  /** Depend on this: a machine without a Docker engine stops here. */
  readonly pushed: pulumi.Resource;

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Image", name, {}, opts);
    const { accountId, region, repositoryName, kept, cacheFrom, login } = args;
    const repository = new awsx.ecr.Repository(
      name,
      {
        name: repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.kmsKeyArn }],
        // Nothing is lost: what it holds is built again from the sources.
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
    // Relative to where the program runs, so that no machine's path gets into the state.
    const context = relative(process.cwd(), PROJECT) || ".";
    const build = {
      context,
      dockerfile: `${context}/${args.dockerfile}`,
      platform: `linux/${architecture}`,
      builderVersion: "BuilderBuildKit" as const,
    };
    const buildArgs = args.inlineCache ? { BUILDKIT_INLINE_CACHE: "1" } : undefined;
    // Whatever makes the provider build again makes a new tag, as ECR refuses one that is there, even with the same image: so going back
    // to sources of before gets a tag of its own too.
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
