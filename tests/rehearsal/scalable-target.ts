/** Sets the minimum and maximum of a service's tasks, as a scheduled action does. */
export async function setTasks(endpoint: string, resourceId: string, { min, max }: { min: number; max: number }): Promise<void> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AnyScaleFrontendService.RegisterScalableTarget",
      authorization:
        "AWS4-HMAC-SHA256 Credential=rehearsal/20260101/us-east-1/application-autoscaling/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: JSON.stringify({
      ServiceNamespace: "ecs",
      ScalableDimension: "ecs:service:DesiredCount",
      ResourceId: resourceId,
      MinCapacity: min,
      MaxCapacity: max,
    }),
  });
  if (!response.ok) throw new Error(`the number of tasks cannot be set: ${response.status} ${await response.text()}`);
}
