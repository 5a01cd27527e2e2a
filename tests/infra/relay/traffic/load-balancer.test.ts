import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { TLS_POLICIES } from "../../../../infra/policy/read/tls-policies.ts";
import { timings } from "../../../../infra/relay/timings.ts";
import { TLS_POLICY } from "../../../../infra/tls-policy.ts";
import { DIGEST, deployRelay, exampleDomains, exampleSettings } from "../example-relay.ts";

const vendor = { image: { kind: "given", uri: `ghcr.io/x@${DIGEST}`, marketplace: true } } as const;

describe("the load balancer", () => {
  it("is in the public subnets, with its own security group, and drops invalid headers", async () => {
    expect((await deployRelay()).the("lb.LoadBalancer").inputs).toMatchObject({
      loadBalancerType: "application",
      internal: false,
      subnets: ["public-1", "public-2"],
      securityGroups: ["relay-balancer-id"],
      enableHttp2: true,
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "strictest",
    });
  });

  it("writes access logs, to a bucket that already allows it", async () => {
    const made = await deployRelay();
    const balancer = made.the("lb.LoadBalancer");
    expect(balancer.inputs.accessLogs).toEqual({ bucket: "logs", prefix: "load-balancers/relay", enabled: true });
    expect(balancer.dependencies).toContain(made.the("s3.BucketPolicy").urn);
  });

  it.each([true, false])("has deletion protection if it is durable: %s", async (durable) => {
    expect((await deployRelay({}, { durable })).the("lb.LoadBalancer").inputs.enableDeletionProtection).toBe(durable);
  });

  it("has a longer idle time-out than the relay has for its upstream", async () => {
    const variables = { ...exampleSettings.variables, UPSTREAM_TIMEOUT_MS: "300000" };
    expect((await deployRelay({ variables })).the("lb.LoadBalancer").inputs.idleTimeout).toBe(timings(variables).idleTimeout);
  });

  it("uses the certificate, and a post-quantum TLS policy that the policy pack accepts", async () => {
    expect((await deployRelay()).the("lb.Listener", "relay").inputs).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn: "arn:certificate",
      defaultActions: [{ type: "forward", targetGroupArn: expect.stringContaining(":targetgroup/relay/") }],
    });
    expect(TLS_POLICIES).toContain(TLS_POLICY);
    expect(TLS_POLICY).toMatch(/-PQ-/);
  });

  it("only redirects on port 80", async () => {
    expect((await deployRelay()).the("lb.Listener", "relay-redirect").inputs).toMatchObject({
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
    });
  });

  it("has DNS records for the relay's host name", async () => {
    const records = (await deployRelay()).ofType("route53.Record");
    expect(records.map(({ inputs }) => [inputs.type, inputs.name, inputs.aliases[0].name, inputs.aliases[0].zoneId])).toEqual([
      ["A", "relay-xmpro.example.com", "relay.eu-west-1.elb.amazonaws.com", "Z-load-balancers"],
      ["AAAA", "relay-xmpro.example.com", "relay.eu-west-1.elb.amazonaws.com", "Z-load-balancers"],
    ]);
  });
});

describe("the load balancer of a relay with domains", () => {
  it("has DNS records for each of their hosts", async () => {
    const records = (await deployRelay({ domains: exampleDomains })).ofType("route53.Record");
    expect(records.map(({ inputs }) => `${inputs.type} ${inputs.name} ${inputs.aliases[0].name}`)).toEqual(
      ["relay-xmpro", "relay-a", "relay-b"].flatMap((host) =>
        ["A", "AAAA"].map((type) => `${type} ${host}.example.com relay.eu-west-1.elb.amazonaws.com`),
      ),
    );
  });

  it("uses their certificate beside the relay's own, which stays, and has an alarm for it", async () => {
    const made = await deployRelay({ domains: exampleDomains }, { domainsCertificateArn: output("arn:of-domains") });
    expect(made.the("lb.Listener", "relay").inputs.certificateArn).toBe("arn:certificate");
    expect(made.the("lb.ListenerCertificate").inputs).toEqual({
      listenerArn: expect.stringContaining(":listener/app/relay/"),
      certificateArn: "arn:of-domains",
    });
    const alarm = made.the("cloudwatch.MetricAlarm", "relay-certificate-domains").inputs;
    expect([alarm.metricName, alarm.dimensions]).toEqual(["DaysToExpiry", { CertificateArn: "arn:of-domains" }]);
  });

  it("uses the relay's own certificate for them if they have none", async () => {
    const made = await deployRelay({ domains: exampleDomains });
    expect(made.ofType("lb.ListenerCertificate")).toEqual([]);
  });
});

describe("the targets of the load balancer", () => {
  it("are tasks by their IP address, on the relay's port", async () => {
    expect((await deployRelay()).the("lb.TargetGroup").inputs).toMatchObject({
      targetType: "ip",
      protocol: "HTTP",
      port: 8080,
      vpcId: "vpc-1",
    });
  });

  it.each([
    ["our", {}, "/healthz/ready"],
    ["the vendor's", vendor, "/api/mte-echo"],
  ])("have the health check path of %s image", async (_, settings, path) => {
    expect((await deployRelay(settings)).the("lb.TargetGroup").inputs.healthCheck).toEqual({
      path,
      protocol: "HTTP",
      port: "traffic-port",
      matcher: "200",
      interval: 10,
      timeout: 5,
      healthyThreshold: 2,
      unhealthyThreshold: 3,
    });
  });

  it("start slowly, with the only algorithm that allows it, and finish their requests before they stop", async () => {
    expect((await deployRelay()).the("lb.TargetGroup").inputs).toMatchObject({
      slowStart: 30,
      loadBalancingAlgorithmType: "round_robin",
      deregistrationDelay: timings({}).deregistrationDelay,
    });
  });
});

describe("a relay without a certificate", () => {
  const closed = () => deployRelay({ waf: { rateLimit: 1000 } }, { certificateArn: undefined });

  it("has no listener, no task and no alarm", async () => {
    const made = await closed();
    for (const type of [
      "lb.Listener",
      "ecs.Service",
      "appautoscaling.Target",
      "cloudwatch.MetricAlarm",
      "cloudwatch.EventRule",
    ]) {
      expect(made.ofType(type)).toEqual([]);
    }
    expect(made.outputs).not.toHaveProperty("serviceName");
  });

  it("already has DNS records and all other resources", async () => {
    const made = await closed();
    for (const type of [
      "lb.LoadBalancer",
      "lb.TargetGroup",
      "ecs.TaskDefinition",
      "elasticache.ServerlessCache",
      "wafv2.WebAcl",
    ]) {
      expect(made.ofType(type)).toHaveLength(1);
    }
    expect(made.ofType("route53.Record")).toHaveLength(2);
  });
});
