import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface FailedDeploymentsArgs {
  accountId: string;
  region: string;
  clusterName: pulumi.Input<string>;
  topicArn: pulumi.Input<string>;
}

/** Says that a deployment failed, and so was rolled back where there was one before. @returns what must be there before the first. */
export function reportFailedDeployments(name: string, args: FailedDeploymentsArgs, parent: pulumi.Resource): pulumi.Resource {
  const { accountId, region, clusterName } = args;
  const rule = new aws.cloudwatch.EventRule(
    name,
    {
      description: "A deployment of the relay failed",
      eventPattern: pulumi.jsonStringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        // By its cluster, as the service is not there yet when its first deployment begins.
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
        inputTemplate: '"The deployment of <service> failed at <time>: <reason> The version of before serves, if there was one."',
      },
    },
    { parent },
  );
}
