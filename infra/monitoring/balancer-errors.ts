import type * as pulumi from "@pulumi/pulumi";

/**
 * Metric queries of an alarm: errors in percent of the requests in one minute; 0 for up to five errors, as a few at night are no
 * alarm.
 *
 * @param errors a metric of the load balancer that counts errors
 * @param all expression of the number of all requests, with `requests` and `errors`
 */
export function errorsInPercent(balancerArnSuffix: pulumi.Input<string>, errors: string, all: string) {
  const count = (id: string, metricName: string) => ({
    id,
    metric: {
      namespace: "AWS/ApplicationELB",
      metricName,
      dimensions: { LoadBalancer: balancerArnSuffix },
      stat: "Sum",
      period: 60,
    },
  });
  return [
    count("requests", "RequestCount"),
    count("errors", errors),
    { id: "percent", expression: `IF(errors > 5, 100 * errors / (${all}), 0)`, label: "5xx in percent", returnData: true },
  ];
}
