import { describe, expect, it } from "vitest";
import { rules } from "../../../infra/policy/rules.ts";
import { validate } from "../../../infra/policy/validate.ts";
import { checkedResource } from "../../../preview/model/policy-report.ts";
import { type Deployed, leaks, type Seen } from "../../support/program/deploy.ts";
import { DIGEST, deployRelay, exampleDomains, exampleSettings } from "./example-relay.ts";

/** All direct and indirect dependencies of a resource. */
function awaited({ resources }: Deployed, first: Seen): Set<string> {
  const found = new Set<string>();
  const follow = (urns: readonly string[]) => {
    for (const urn of urns) {
      if (found.has(urn)) continue;
      found.add(urn);
      follow(resources.find((resource) => resource.urn === urn)?.dependencies ?? []);
    }
  };
  follow(first.dependencies);
  return found;
}

const everything = { vpcEndpoints: true, waf: { rateLimit: 2000 }, nightTasks: { min: 1, from: "20:00", to: "04:00" } };
const VENDORS_IMAGE = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/mte-relay-server@${DIGEST}`;
const given = { kind: "given", uri: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay@${DIGEST}`, marketplace: false } as const;

describe("the relay", () => {
  it("outputs its URL and its public key", async () => {
    expect((await deployRelay()).outputs).toEqual({
      url: "https://relay-xmpro.example.com",
      identityPublicKey: expect.stringMatching(/^[\w-]{43}$/),
      secretsPath: "/xmpro-test/relay/",
      logGroupName: "/ecs/xmpro-test-relay",
      clusterName: "relay",
      serviceName: "relay",
      repositoryUrl: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/xmpro-test-relay",
    });
  });

  it("runs the image that was pushed, by its digest", async () => {
    const made = await deployRelay();
    const [container] = JSON.parse(made.the("ecs.TaskDefinition").inputs.containerDefinitions);
    expect(container.image).toMatch(/xmpro-test-relay@sha256:0{64}$/);
    expect(made.the("ecs.TaskDefinition").dependencies).toContain(made.the("docker:index/image:Image", "relay").urn);
  });

  it("creates nothing that costs money before its image is pushed, so a machine without Docker leaves nothing behind", async () => {
    const made = await deployRelay(everything);
    const image = made.the("docker:index/image:Image", "relay");
    const paid = /^aws:(lb\/loadBalancer|elasticache|ecs\/service|ec2\/vpcEndpoint|wafv2|cloudwatch\/metricAlarm|appautoscaling)/;
    const found = made.resources.filter(({ type }) => paid.test(type));
    expect(new Set(found.map(({ type }) => type)).size).toBeGreaterThan(8);
    for (const resource of found) expect(awaited(made, resource), resource.urn).toContain(image.urn);
  });

  it("runs a given image and builds none", async () => {
    const made = await deployRelay({ image: given });
    for (const type of ["docker:index/image:Image", "awsx:ecr:Repository", "random.RandomId"]) {
      expect(made.ofType(type)).toEqual([]);
    }
    const [container] = JSON.parse(made.the("ecs.TaskDefinition").inputs.containerDefinitions);
    expect(container.image).toBe(given.uri);
    expect(made.lookUps).toEqual([]);
    expect(made.outputs).not.toHaveProperty("repositoryUrl");
  });

  it("shows no secret, and passes none to tasks as plain text", async () => {
    const made = await deployRelay({ ...everything, secretVersion: 3 });
    expect(leaks(made, "generated-for-")).toEqual([]);
    expect(JSON.stringify(made.the("ecs.TaskDefinition").inputs)).not.toContain("generated-for-");
  });

  it("replaces its tasks for a new version of its secret, and changes nothing else in them", async () => {
    const texts = async (secretVersion: number) => {
      const made = await deployRelay({ secretVersion });
      return [
        made.the("ssm.Parameter", "relay-client-id-secrets").inputs.value.secret,
        made.the("ecs.TaskDefinition").dependencies.includes(made.the("ssm.Parameter", "relay-client-id-secrets").urn),
      ];
    };
    const [[one, follows], [two]] = [await texts(1), await texts(2)];
    expect(one).not.toBe(two);
    expect(follows).toBe(true);
  });

  it.each([
    ["with default settings", {}],
    ["with all options", everything],
    ["with a given image", { image: given }],
    ["with the vendor's image", { image: { ...given, uri: VENDORS_IMAGE, marketplace: true } }],
    ["for ARM", { image: { kind: "built", architecture: "arm64" } as const }],
    ["with ECS Exec", { execEnabled: true }],
    ["with domains", { domains: exampleDomains }],
    ["with an upstream in the VPC", { upstreamReach: { kind: "vpc", reach: { cidrBlock: "10.0.8.0/24" }, port: 443 } as const }],
  ])("violates no policy rule %s", async (_, settings) => {
    expect(validate(rules, (await deployRelay(settings)).resources.map(checkedResource))).toEqual([]);
  });

  it("violates no policy rule without a certificate", async () => {
    const made = await deployRelay(everything, { certificateArn: undefined });
    expect(validate(rules, made.resources.map(checkedResource))).toEqual([]);
  });

  it("is refused before anything is created if its time limits are too long", async () => {
    const variables = { ...exampleSettings.variables, UPSTREAM_TIMEOUT_MS: "3600000" };
    await expect(deployRelay({ variables })).rejects.toThrow("UPSTREAM_TIMEOUT_MS must be at most 3580000");
  });
});
