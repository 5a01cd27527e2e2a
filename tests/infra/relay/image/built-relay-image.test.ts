import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ComponentResource } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { contextHash } from "../../../../infra/relay/image/build-context.ts";
import { builtRelayImage } from "../../../../infra/relay/image/built-relay-image.ts";
import { ecrRepositoryArn, uriOf } from "../../../../infra/relay/image/image-uri.ts";
import type { ImageToBuild } from "../../../../infra/relay/relay-settings.ts";
import { deploy, leaks } from "../../../support/program/deploy.ts";

const ROOT = new URL("../../../..", import.meta.url).pathname;
const REGISTRY = "111122223333.dkr.ecr.us-east-1.amazonaws.com";
const RELAY = "relay-service/Dockerfile";
const DEPENDENCIES = "relay-service/dependencies.Dockerfile";
const images = (architecture: ImageToBuild["architecture"] = "x86_64") =>
  deploy(() => {
    const { uri, repositoryUrl, repositoryArn } = builtRelayImage(
      "relay",
      {
        accountId: "111122223333",
        region: "us-east-1",
        repositoryName: "xmpro-test-relay",
        architecture,
        kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
      },
      new ComponentResource("test:index:Parent", "parent"),
    );
    return { uri, repositoryUrl, repositoryArn };
  });
const NAMES = ["relay", "relay-dependencies"] as const;
const built = async (name: (typeof NAMES)[number] = "relay", architecture?: ImageToBuild["architecture"]) =>
  (await images(architecture)).the("docker:index/image:Image", name).inputs;

describe("the repositories", () => {
  it.each([
    ["relay", "xmpro-test-relay"],
    ["relay-dependencies", "xmpro-test-relay-dependencies"],
  ])("of %s have immutable tags, scan on push and encryption with the stack's key", async (name, repository) => {
    expect((await images()).the("awsx:ecr:Repository", name).inputs).toMatchObject({
      name: repository,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:aws:kms:eu-west-1:111122223333:key/1" }],
    });
  });

  it.each([
    ["relay", 20],
    ["relay-dependencies", 3],
  ])(
    "of %s keep the newest %i images, and can be deleted with their images when the relay is turned off",
    async (name, count) => {
      const { lifecyclePolicy, forceDelete } = (await images()).the("awsx:ecr:Repository", name).inputs;
      expect(lifecyclePolicy.rules).toEqual([expect.objectContaining({ tagStatus: "any", maximumNumberOfImages: count })]);
      expect(forceDelete).toBe(true);
    },
  );

  it("include only one that tasks may pull from, the relay's, which is named by its ARN", async () => {
    expect((await images()).outputs.repositoryArn).toBe("arn:aws:ecr:us-east-1:111122223333:repository/xmpro-test-relay");
  });
});

describe.each([
  ["relay", RELAY],
  ["relay-dependencies", DEPENDENCIES],
] as const)("the image %s", (name, dockerfile) => {
  it("is built by BuildKit from its Dockerfile, and never in a preview", async () => {
    expect(await built(name)).toMatchObject({
      buildOnPreview: false,
      skipPush: false,
      build: { dockerfile: expect.stringMatching(new RegExp(`\\.?\\./${dockerfile}$`)), builderVersion: "BuilderBuildKit" },
    });
  });

  it.each([
    ["x86_64", "amd64"],
    ["arm64", "arm64"],
  ] as const)("for %s is built for linux/%s on any machine, with its own tag", async (architecture, platform) => {
    const { build, imageName } = await built(name, architecture);
    expect(build.platform).toBe(`linux/${platform}`);
    expect(imageName).toMatch(new RegExp(`:[0-9a-f]{16}-${platform}-[0-9a-f]{8}$`));
  });

  it("has the hash of its build context in its tag, so an unchanged context causes no build", async () => {
    const content = contextHash(ROOT, dockerfile).slice(0, 16);
    expect((await built(name)).imageName).toBe(`${REGISTRY}/xmpro-test-${name}:${content}-amd64-00000000`);
  });

  it("gets a new tag for every new build, even of sources that were pushed before, because ECR refuses to overwrite a tag", async () => {
    const { inputs } = (await images("arm64")).the("random.RandomId", name);
    const { args, cacheFrom, ...build } = (await built(name, "arm64")).build;
    const cache = cacheFrom && { cacheFrom: cacheFrom.images[0] };
    expect(inputs).toEqual({ byteLength: 4, keepers: { content: contextHash(ROOT, dockerfile), ...build, ...args, ...cache } });
  });

  it("contains no path of the deploying machine", async () => {
    expect(JSON.stringify(await built(name))).not.toContain(ROOT);
    expect((await built(name)).build.context).toMatch(/^\.\.?$/);
  });

  it("is pushed with AWS's login for this account, whose password is not shown", async () => {
    const made = await images();
    expect(made.lookUps).toEqual([
      { token: "aws:ecr/getAuthorizationToken:getAuthorizationToken", inputs: { registryId: "111122223333" } },
    ]);
    const { registry } = made.the("docker:index/image:Image", name).inputs;
    expect(registry.secret).toEqual({
      server: `${REGISTRY}/xmpro-test-${name}`,
      username: "AWS",
      password: "generated-for-the-registry",
    });
    expect(leaks(made, "generated-for-the-registry")).toEqual([]);
  });
});

describe("the relay's image", () => {
  it("is referred to by its digest", async () => {
    expect((await images()).outputs.uri).toMatch(/xmpro-test-relay@sha256:[0-9a-f]{64}$/);
  });

  it("uses the image of its packages as a cache, which is pushed first and includes cache metadata", async () => {
    const made = await images();
    const relay = made.the("docker:index/image:Image", "relay");
    const dependencies = made.the("docker:index/image:Image", "relay-dependencies");
    expect(relay.inputs.build.cacheFrom).toEqual({ images: [dependencies.inputs.imageName] });
    expect(relay.dependencies).toContain(dependencies.urn);
    expect(dependencies.inputs.build.args).toEqual({ BUILDKIT_INLINE_CACHE: "1" });
    expect(dependencies.inputs.build).not.toHaveProperty("cacheFrom");
    expect(relay.inputs.build).not.toHaveProperty("args");
  });
});

/** The instructions that BuildKit runs: no comments, no empty lines, one instruction a line. */
const instructions = (dockerfile: string) =>
  readFileSync(join(ROOT, dockerfile), "utf8")
    .replaceAll("\\\n", "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));

describe("the Dockerfile of the packages", () => {
  it("begins with exactly the steps of the relay's Dockerfile, because BuildKit's cache needs identical steps", () => {
    const steps = instructions(DEPENDENCIES);
    expect(steps.at(-1)).toMatch(/^RUN npm ci /);
    const ofRelay = instructions(RELAY).filter((line) => !line.startsWith("ARG RUNTIME_IMAGE="));
    expect(ofRelay.slice(0, steps.length)).toEqual(steps);
  });
});

describe("a pushed image", () => {
  it("is the one in this account's repository, even if the machine's Docker knows it from another repository", () => {
    const other = `444455556666.dkr.ecr.us-east-1.amazonaws.com/xmpro-prod-relay@sha256:${"ab".repeat(32)}`;
    expect(uriOf(`${REGISTRY}/xmpro-test-relay`, other)).toBe(`${REGISTRY}/xmpro-test-relay@sha256:${"ab".repeat(32)}`);
  });
});

describe("the repository of an image that is given", () => {
  it.each([
    ["709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay@sha256:ab", "709825985650", "us-east-1", "eclypses/relay"],
    ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay:v1@sha256:ab", "111122223333", "eu-west-1", "relay"],
  ])("is recognised in %s", (uri, account, region, name) => {
    expect(ecrRepositoryArn(uri)).toBe(`arn:aws:ecr:${region}:${account}:repository/${name}`);
  });

  it.each([
    "relay@sha256:ab",
    "public.ecr.aws/x/relay@sha256:ab",
    "evil.example/111122223333.dkr.ecr.us-east-1.amazonaws.com/x@sha256:ab",
  ])("is not recognised in %s, which is not in ECR", (uri) => {
    expect(ecrRepositoryArn(uri)).toBeUndefined();
  });
});
