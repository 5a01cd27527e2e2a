import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface FailedDeploymentsArgs {
  accountId: string;
  region: string;
  clusterName: pulumi.Input<string>;
  topicArn: pulumi.Input<string>;
}

/**
 * Reports a deployment that failed, which ECS rolls back where there is a previous one. @returns the target, which must exist
 * before the first deployment.
 */
export function reportFailedDeployments(name: string, args: FailedDeploymentsArgs, parent: pulumi.Resource): pulumi.Resource {
  const { accountId, region, clusterName } = args;
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      description: "A deployment of the relay failed",
      eventPattern: pulumi.jsonStringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        // By the cluster, as the service does not exist yet when its first deployment begins.
        resources: [{ prefix: pulumi.interpolate`arn:aws:ecs:${region}:${accountId}:service/${clusterName}/` }],
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      }),
    },
    { parent },
  );
  return new aws.cloudwatch.EventTarget(
    name,
    {
      rule: rule.name,
      arn: args.topicArn,
      inputTransformer: {
        inputPaths: { service: "$.resources[0]", reason: "$.detail.reason", time: "$.time" },
        inputTemplate:
          "\"The deployment of the ECS service <service> failed at <time>: '<reason>'. The previous version, if there is one, still serves. Read the events of the service and the log of its tasks before you deploy again.\"",
      },
    },
    { parent },
  );
}
