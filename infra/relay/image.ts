import { join, relative } from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { contextHash } from "./build-context.ts";
import { uriOf } from "./image-uri.ts";
import type { BuiltImage } from "./relay-settings.ts";

/** The folder that the image is built from. */
const PROJECT = join(import.meta.dirname, "..", "..");
/** Images that are kept, for going back. */
const KEPT_IMAGES = 20;

export interface ImageArgs {
  accountId: string;
  region: string;
  /** Name of the repository, fixed: it stands in every image's name. Lower case. */
  repositoryName: string;
  architecture: BuiltImage["architecture"];
  kmsKeyArn: pulumi.Input<string>;
}

/** The relay's image, built from this project by the Docker engine of whoever deploys, and the repository that it is pushed to. */
export class Image extends pulumi.ComponentResource {
  /** "registry/name@sha256:…" of what was pushed. */
  readonly uri: pulumi.Output<string>;
  readonly repositoryUrl: pulumi.Output<string>;
  readonly repositoryArn: string;
  /** Depend on this: a machine without a Docker engine stops here. */
  readonly pushed: pulumi.Resource;

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Image", name, {}, opts);
    const { accountId, region, repositoryName } = args;
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
          rules: [{ description: "the newest, for going back", tagStatus: "any", maximumNumberOfImages: KEPT_IMAGES }],
        },
      },
      { parent: this },
    );
    this.repositoryUrl = repository.url;
    this.repositoryArn = `arn:aws:ecr:${region}:${accountId}:repository/${repositoryName}`;

    const architecture = args.architecture === "arm64" ? "arm64" : "amd64";
    const content = contextHash(PROJECT);
    // Relative to where the program runs, so that no machine's path gets into the state.
    const context = relative(process.cwd(), PROJECT) || ".";
    const build = {
      context,
      dockerfile: `${context}/relay-service/Dockerfile`,
      platform: `linux/${architecture}`,
      builderVersion: "BuilderBuildKit" as const,
    };
    // Whatever makes the provider build again makes a new tag, as ECR refuses one that is there, even with the same image: so going back
    // to sources of before gets a tag of its own too.
    const push = new random.RandomId(name, { byteLength: 4, keepers: { content, ...build } }, { parent: this });
    const login = aws.ecr.getAuthorizationTokenOutput({ registryId: accountId }, { parent: this });
    // No cache in the registry: the provider writes it into the pushed image alone, which holds nothing of the stage that builds, and
    // under an immutable tag that the next build does not know.
    const image = new docker.Image(
      name,
      {
        imageName: pulumi.interpolate`${this.repositoryUrl}:${content.slice(0, 16)}-${architecture}-${push.hex}`,
        buildOnPreview: false,
        build,
        registry: {
          server: this.repositoryUrl,
          username: login.userName,
          password: pulumi.secret(login.password),
        },
      },
      { parent: this },
    );
    this.pushed = image;
    this.uri = pulumi.all([this.repositoryUrl, image.repoDigest]).apply(([repository, pushed]) => uriOf(repository, pushed));
    this.registerOutputs({ uri: this.uri });
  }
}
