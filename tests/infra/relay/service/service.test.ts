import { describe, expect, it } from "vitest";
import { daily } from "../../../../infra/relay/service/autoscaling.ts";
import { deployRelay } from "../example-relay.ts";

const service = async (...args: Parameters<typeof deployRelay>) => (await deployRelay(...args)).the("ecs.Service");

describe("the cluster", () => {
  it("has Container Insights", async () => {
    expect((await deployRelay()).the("ecs.Cluster").inputs.settings).toEqual([{ name: "containerInsights", value: "enabled" }]);
  });
});

describe("the task", () => {
  it.each([
    ["x86_64", "X86_64"],
    ["arm64", "ARM64"],
  ] as const)("for %s runs on Fargate with the CPU architecture %s", async (architecture, cpuArchitecture) => {
    const made = await deployRelay({ image: { kind: "built", architecture }, cpu: 512, memory: 1024 });
    expect(made.the("ecs.TaskDefinition").inputs).toMatchObject({
      family: "xmpro-test-relay",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture },
      cpu: "512",
      memory: "1024",
    });
  });

  it("logs to an encrypted log group with a retention", async () => {
    expect((await deployRelay()).the("cloudwatch.LogGroup").inputs).toEqual({
      name: "/ecs/xmpro-test-relay",
      retentionInDays: 30,
      kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
    });
  });
});

describe("the service", () => {
  it("runs in the tasks' own subnets, without a public address, on the latest Fargate platform", async () => {
    expect((await service()).inputs).toMatchObject({
      launchType: "FARGATE",
      platformVersion: "LATEST",
      networkConfiguration: { subnets: ["tasks-1", "tasks-2"], securityGroups: ["relay-tasks-id"], assignPublicIp: false },
      availabilityZoneRebalancing: "ENABLED",
    });
  });

  it("registers the container at the load balancer", async () => {
    const made = await deployRelay();
    const [container] = JSON.parse(made.the("ecs.TaskDefinition").inputs.containerDefinitions);
    expect(made.the("ecs.Service").inputs.loadBalancers).toEqual([
      {
        targetGroupArn: expect.stringContaining(":targetgroup/relay/"),
        containerName: container.name,
        containerPort: container.portMappings[0].containerPort,
      },
    ]);
  });

  it("keeps its number of tasks during a deployment, and rolls a failed deployment back", async () => {
    const made = await deployRelay();
    expect(made.the("ecs.Service").inputs).toMatchObject({
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      alarms: { enable: true, rollback: true, alarmNames: ["relay-5xx", "relay-latency"] },
      healthCheckGracePeriodSeconds: 60,
      waitForSteadyState: true,
    });
  });

  it("has no deployment alarm that goes off before the first deployment", async () => {
    const made = await deployRelay();
    const names: string[] = made.the("ecs.Service").inputs.alarms.alarmNames;
    for (const name of names) expect(made.the("cloudwatch.MetricAlarm", name).inputs.treatMissingData).toBe("notBreaching");
  });

  it("starts with the minimum of tasks and leaves their number to autoscaling", async () => {
    const { inputs, ignoreChanges } = await service({ minTasks: 3 });
    expect([inputs.desiredCount, ignoreChanges]).toEqual([3, ["desiredCount"]]);
  });

  it.each([true, false])("allows ECS Exec if it is enabled: %s", async (execEnabled) => {
    expect((await service({ execEnabled })).inputs.enableExecuteCommand).toBe(execEnabled);
  });

  it("starts after its listeners, its security group rules, the policies of its roles and the target of failure events", async () => {
    const made = await deployRelay({ vpcEndpoints: true, execEnabled: true });
    const rules = [...made.ofType("vpc.SecurityGroupEgressRule"), ...made.ofType("vpc.SecurityGroupIngressRule")];
    const awaited = [
      ...made.ofType("lb.Listener"),
      ...rules.filter(({ name }) => name.startsWith("relay-tasks-") || name === "relay-balancer-to-tasks"),
      ...made.ofType("iam.RolePolicy"),
      ...made.ofType("ec2.VpcEndpoint"),
      made.the("cloudwatch.EventTarget"),
      made.the("ecs.TaskDefinition"),
    ];
    expect(made.the("ecs.Service").dependencies).toEqual(expect.arrayContaining(awaited.map(({ urn }) => urn)));
    const secrets = made.ofType("ssm.Parameter").map(({ urn }) => urn);
    expect(secrets).toHaveLength(3);
    expect(made.the("ecs.TaskDefinition").dependencies).toEqual(expect.arrayContaining(secrets));
  });
});

describe("the number of tasks", () => {
  const of = {
    serviceNamespace: "ecs",
    scalableDimension: "ecs:service:DesiredCount",
    resourceId: "service/relay/relay",
  };

  it("stays between the configured minimum and maximum", async () => {
    expect((await deployRelay({ minTasks: 2, maxTasks: 7 })).the("appautoscaling.Target").inputs).toEqual({
      ...of,
      minCapacity: 2,
      maxCapacity: 7,
    });
  });

  it("follows CPU use and requests, quickly up and slowly down", async () => {
    const made = (await deployRelay({ requestsPerTarget: 1234 })).ofType("appautoscaling.Policy");
    expect(made.map(({ inputs }) => inputs.targetTrackingScalingPolicyConfiguration)).toEqual([
      {
        targetValue: 60,
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
      {
        targetValue: 1234,
        predefinedMetricSpecification: {
          predefinedMetricType: "ALBRequestCountPerTarget",
          resourceLabel: "app/relay/0/targetgroup/relay/0",
        },
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    ]);
    for (const { inputs } of made) expect(inputs).toMatchObject({ ...of, policyType: "TargetTrackingScaling" });
  });

  it("can be lower at night, and the two changes are never at the same time", async () => {
    const made = await deployRelay({ minTasks: 2, maxTasks: 7, nightTasks: { min: 1, from: "20:05", to: "04:00" } });
    const [night, day] = made.ofType("appautoscaling.ScheduledAction");
    expect(night?.inputs).toMatchObject({
      ...of,
      schedule: "cron(5 20 * * ? *)",
      timezone: "UTC",
      scalableTargetAction: { minCapacity: 1, maxCapacity: 7 },
    });
    expect(day?.inputs).toMatchObject({
      schedule: "cron(0 4 * * ? *)",
      scalableTargetAction: { minCapacity: 2, maxCapacity: 7 },
    });
    expect(day?.dependencies).toContain(night?.urn);
  });

  it("is left to the scheduled actions if there are any, because an update would undo them", async () => {
    const sleeping = await deployRelay({ minTasks: 2, maxTasks: 7, nightTasks: { min: 1, from: "20:05", to: "04:00" } });
    const target = sleeping.the("appautoscaling.Target");
    expect(target.ignoreChanges).toEqual(["minCapacity"]);
    expect(target.inputs).toMatchObject({ minCapacity: 2, maxCapacity: 7 });
  });

  it.each([
    ["stays the night's minimum after a refresh at night", 1, 1, []],
    ["is the day's minimum after a refresh by day", 3, 3, []],
    ["is set at once if the setting has changed by day", 2, 3, []],
    ["is left to the schedule if the state has none", undefined, 3, ["minCapacity"]],
  ] as const)("%s", async (_, deployedMinTasks, minCapacity, ignoreChanges) => {
    const night = { min: 1, from: "20:05", to: "04:00" };
    const made = await deployRelay({ minTasks: 3, maxTasks: 7, nightTasks: night }, { deployedMinTasks });
    const target = made.the("appautoscaling.Target");
    expect(target.inputs.minCapacity).toBe(minCapacity);
    expect(target.ignoreChanges).toEqual(ignoreChanges);
  });

  it("is the same all day without a night, and a change of it is an update", async () => {
    const made = await deployRelay();
    expect(made.ofType("appautoscaling.ScheduledAction")).toEqual([]);
    expect(made.the("appautoscaling.Target").ignoreChanges).toEqual([]);
  });

  it.each([
    ["00:00", "cron(0 0 * * ? *)"],
    ["08:09", "cron(9 8 * * ? *)"],
  ])("changes at %s by the expression %s", (time, expected) => {
    expect(daily(time)).toBe(expected);
  });
});
