import { describe, expect, it } from "vitest";
import { COLLECTOR_MEMORY } from "../../../../infra/relay/service/collector.ts";
import { containerDefinitions } from "../../../../infra/relay/service/task-definition.ts";
import { timings } from "../../../../infra/relay/timings.ts";
import { problemsOf } from "../../../../relay-service/src/contract.ts";
import { readSettings } from "../../../../relay-service/src/settings.ts";
import { DIGEST, deployRelay } from "../example-relay.ts";

const tracesImage = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/aws-otel-collector@${DIGEST}`;
const given = { kind: "given", uri: tracesImage.replace("/aws-otel-collector@", "/relay@"), marketplace: false } as const;
const [relay, collector, ...others] = containerDefinitions({
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay@${DIGEST}`,
  marketplace: false,
  region: "eu-west-1",
  logGroupName: "/ecs/xmpro-test-relay",
  host: "relay-xmpro.example.com",
  domains: [],
  redisUrl: "rediss://cache.example.com:6379",
  variables: { UPSTREAM: "https://api.example.com" },
  timings: timings({}),
  secrets: { arns: { clientIdSecrets: "arn:a", clientIdSecret: "arn:b", identitySeed: "arn:c" }, versions: "1.1.1" },
  execEnabled: false,
  collector: { image: tracesImage, metricsLogGroupName: "/ecs/xmpro-test-relay-metrics", serviceName: "xmpro-test-relay" },
});
const variables = (container: typeof relay | typeof collector) =>
  Object.fromEntries(container?.environment.map(({ name, value }) => [name, value]) ?? []);
const configuration = JSON.parse(variables(collector).AOT_CONFIG_CONTENT ?? "");

describe("the collector's container", () => {
  it("stands beside the relay, which runs on without it", () => {
    expect(others).toEqual([]);
    expect(collector).toMatchObject({ name: "collector", image: tracesImage, essential: false });
    expect(JSON.stringify(relay)).not.toContain("dependsOn");
  });

  it("has a read-only file system, a user without rights, no capabilities, and a part of the task's memory", () => {
    expect(collector).toMatchObject({
      readonlyRootFilesystem: true,
      user: "65532:65532",
      linuxParameters: { capabilities: { drop: ["ALL"] } },
      memory: COLLECTOR_MEMORY,
    });
    expect(collector).not.toHaveProperty("privileged");
    expect(collector).not.toHaveProperty("secrets");
  });

  it("is checked by the image's own command, at the address where it answers", () => {
    expect(collector?.healthCheck.command).toEqual(["CMD", "/healthcheck"]);
    expect(configuration.extensions.health_check.endpoint).toBe("127.0.0.1:13133");
  });

  it("writes its log to streams of its own, without blocking", () => {
    expect(collector?.logConfiguration.options).toMatchObject({
      "awslogs-group": "/ecs/xmpro-test-relay",
      "awslogs-stream-prefix": "collector",
      mode: "non-blocking",
    });
  });

  it("takes OTLP from its own task alone, and opens no other port", () => {
    expect(configuration.receivers).toEqual({ otlp: { protocols: { http: { endpoint: "127.0.0.1:4318" } } } });
    expect(configuration.service.telemetry.metrics.level).toBe("none");
    expect(collector?.portMappings).toEqual([]);
  });

  it("sends traces to X-Ray, and the relay's metrics to one log group of CloudWatch", () => {
    const { pipelines } = configuration.service;
    expect(pipelines.traces.exporters).toEqual(["awsxray"]);
    expect(pipelines.metrics.exporters).toEqual(["awsemf"]);
    expect(configuration.exporters.awsemf).toMatchObject({
      namespace: "XMPro/Relay",
      log_group_name: "/ecs/xmpro-test-relay-metrics",
    });
    for (const name of [...pipelines.traces.processors, ...pipelines.metrics.processors])
      expect(configuration.processors).toHaveProperty(name);
  });

  it("gets the traces of the relay, which accepts its variables", () => {
    const environment = { ...variables(relay), CLIENT_ID_SECRET: "s".repeat(32) };
    expect(problemsOf(environment)).toEqual([]);
    const { telemetry, warnings } = readSettings(environment);
    expect(telemetry?.endpoint.href).toBe(`http://${configuration.receivers.otlp.protocols.http.endpoint}/`);
    expect(telemetry?.resource).toEqual({ "service.name": "xmpro-test-relay" });
    expect(warnings.filter((warning) => warning.includes("OTEL"))).toEqual([]);
  });
});

describe("a relay with traces", () => {
  it("has a log group for its metrics, with the retention and the key of its own", async () => {
    const made = await deployRelay({ tracesImage });
    expect(made.the("cloudwatch.LogGroup", "relay-metrics").inputs).toMatchObject({
      name: "/ecs/xmpro-test-relay-metrics",
      retentionInDays: 30,
      kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
    });
  });

  it("reaches X-Ray through an endpoint, where it reaches AWS through endpoints", async () => {
    const services = async (settings: Parameters<typeof deployRelay>[0]) =>
      (await deployRelay(settings)).ofType("ec2.VpcEndpoint").map(({ inputs }) => inputs.serviceName.split(".").at(-1));
    expect(await services({ tracesImage, vpcEndpoints: true })).toContain("xray");
    expect(await services({ vpcEndpoints: true })).not.toContain("xray");
  });

  it("needs the internet for an image of another region, and else does not", async () => {
    const reach = { kind: "vpc", reach: { cidrBlock: "10.0.8.0/24" }, port: 443 } as const;
    const rules = async (image: string) =>
      (await deployRelay({ tracesImage: image, vpcEndpoints: true, upstreamReach: reach, image: given })).resources.filter(
        ({ name }) => name.startsWith("relay-tasks-to-internet"),
      );
    expect(await rules(tracesImage)).toEqual([]);
    expect((await rules(tracesImage.replace("eu-west-1", "us-east-1"))).length).toBeGreaterThan(0);
  });

  it("adds nothing without the setting", async () => {
    const made = await deployRelay();
    expect(JSON.parse(made.the("ecs.TaskDefinition").inputs.containerDefinitions)).toHaveLength(1);
    expect(JSON.stringify(made.resources.map(({ inputs }) => inputs))).not.toContain("xray");
    expect(made.ofType("cloudwatch.LogGroup").map(({ name }) => name)).toEqual(["relay"]);
  });
});
