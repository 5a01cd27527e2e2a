import type * as pulumi from "@pulumi/pulumi";
import type { AlarmArgs } from "./alarms.ts";

/** Days. ACM renews the certificates that it issues long before. */
const EXPIRY = 21;

/** An alarm for a certificate that ends soon. @param whose first words of the description, such as "The relay's certificate" */
export function certificateExpiry(certificateArn: pulumi.Input<string>, whose: string): AlarmArgs {
  return {
    alarmDescription: `${whose} expires within ${EXPIRY} days and was not renewed. Look at it in ACM: AWS renews a certificate that it issued only while its validation records are in DNS. Import the next one if it is from another authority.`,
    namespace: "AWS/CertificateManager",
    metricName: "DaysToExpiry",
    dimensions: { CertificateArn: certificateArn },
    statistic: "Minimum",
    // One day: ACM publishes the metric twice a day.
    period: 86_400,
    comparisonOperator: "LessThanOrEqualToThreshold",
    threshold: EXPIRY,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
  };
}
