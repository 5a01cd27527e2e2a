import { describe, expect, it } from "vitest";
import { contextHash } from "../../../infra/relay/build-context.ts";
import { Image, type ImageArgs } from "../../../infra/relay/image.ts";
import { ecrRepositoryArn, uriOf } from "../../../infra/relay/image-uri.ts";
import { deploy, leaks } from "../../support/deploy.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const image = (architecture: ImageArgs["architecture"] = "x86_64") =>
  deploy(() => {
    const { uri, repositoryUrl, repositoryArn } = new Image("relay", {
      accountId: "111122223333",
      region: "us-east-1",
      repositoryName: "xmpro-test-relay",
      architecture,
      kmsKeyArn: "arn:key",
    });
    return { uri, repositoryUrl, repositoryArn };
  });
const built = async (architecture?: ImageArgs["architecture"]) =>
  (await image(architecture)).the("docker:index/image:Image").inputs;

describe("the repository", () => {
  it("takes each tag once, scans what it gets, and encrypts it with the stack's key", async () => {
    expect((await image()).the("awsx:ecr:Repository").inputs).toMatchObject({
      name: "xmpro-test-relay",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:key" }],
    });
  });

  it("keeps the newest 20 images, and stands in nobody's way when the relay is turned off", async () => {
    const { lifecyclePolicy, forceDelete } = (await image()).the("awsx:ecr:Repository").inputs;
    expect(lifecyclePolicy.rules).toEqual([expect.objectContaining({ tagStatus: "any", maximumNumberOfImages: 20 })]);
    expect(forceDelete).toBe(true);
  });

  it("is known by the ARN that AWS gives it", async () => {
    expect((await image()).outputs.repositoryArn).toBe("arn:aws:ecr:us-east-1:111122223333:repository/xmpro-test-relay");
  });
});

describe("the image", () => {
  it("is built by BuildKit from the relay's Dockerfile, and never for a preview", async () => {
    expect(await built()).toMatchObject({
      buildOnPreview: false,
      build: { dockerfile: expect.stringMatching(/relay-service\/Dockerfile$/), builderVersion: "BuilderBuildKit" },
    });
    expect((await built()).skipPush).toBe(false);
  });

  it.each([
    ["x86_64", "amd64"],
    ["arm64", "arm64"],
  ] as const)("for %s is built for linux/%s, whatever the machine is, under a tag of its own", async (architecture, platform) => {
    const { build, imageName } = await built(architecture);
    expect(build.platform).toBe(`linux/${platform}`);
    expect(imageName).toMatch(new RegExp(`:[0-9a-f]{16}-${platform}-[0-9a-f]{8}$`));
  });

  it("has its sources in its tag, so that the same ones build nothing", async () => {
    const { imageName } = await built();
    const repository = "111122223333.dkr.ecr.us-east-1.amazonaws.com/xmpro-test-relay";
    expect(imageName).toBe(`${repository}:${contextHash(ROOT).slice(0, 16)}-amd64-00000000`);
  });

  it("gets a new tag with everything that makes the provider build again, even sources that are back to what was pushed before, which ECR would refuse", async () => {
    const { inputs } = (await image("arm64")).the("random.RandomId");
    const { build } = await built("arm64");
    expect(inputs).toEqual({ byteLength: 4, keepers: { content: contextHash(ROOT), ...build } });
  });

  it("names no path of the machine that deploys", async () => {
    expect(JSON.stringify(await built())).not.toContain(ROOT);
    expect((await built()).build.context).toMatch(/^\.\.?$/);
  });

  it("is pushed with AWS's log-in for this account, whose password is seen nowhere", async () => {
    const made = await image();
    expect(made.lookUps).toEqual([
      { token: "aws:ecr/getAuthorizationToken:getAuthorizationToken", inputs: { registryId: "111122223333" } },
    ]);
    const { registry } = made.the("docker:index/image:Image").inputs;
    expect(registry.secret).toEqual({
      server: "111122223333.dkr.ecr.us-east-1.amazonaws.com/xmpro-test-relay",
      username: "AWS",
      password: "generated-for-the-registry",
    });
    expect(leaks(made, "generated-for-the-registry")).toEqual([]);
  });

  it("is known by its digest", async () => {
    expect((await image()).outputs.uri).toMatch(/xmpro-test-relay@sha256:[0-9a-f]{64}$/);
  });
});

describe("a pushed image", () => {
  it("is the one in this account's repository, whatever other repository the machine's Docker has it from", () => {
    const other = `444455556666.dkr.ecr.us-east-1.amazonaws.com/xmpro-prod-relay@sha256:${"ab".repeat(32)}`;
    expect(uriOf("111122223333.dkr.ecr.us-east-1.amazonaws.com/xmpro-test-relay", other)).toBe(
      `111122223333.dkr.ecr.us-east-1.amazonaws.com/xmpro-test-relay@sha256:${"ab".repeat(32)}`,
    );
  });
});

describe("the repository of an image that is given", () => {
  it.each([
    ["709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay@sha256:ab", "709825985650", "us-east-1", "eclypses/relay"],
    ["111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay:v1@sha256:ab", "111122223333", "eu-west-1", "relay"],
  ])("of %s is found", (uri, account, region, name) => {
    expect(ecrRepositoryArn(uri)).toBe(`arn:aws:ecr:${region}:${account}:repository/${name}`);
  });

  it.each([
    "relay@sha256:ab",
    "public.ecr.aws/x/relay@sha256:ab",
    "evil.example/111122223333.dkr.ecr.us-east-1.amazonaws.com/x@sha256:ab",
  ])("of %s is none of ECR's", (uri) => {
    expect(ecrRepositoryArn(uri)).toBeUndefined();
  });
});
