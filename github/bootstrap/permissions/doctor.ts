import { type Needs, needs, together } from "./needs.ts";

/**
 * What `npm run doctor` looks at after a deployment, beside the resources of the plan. It has no right to the products' parameters and certificate files,
 * which hold what decrypts XMPro's data and signs its tokens: in a workflow, the doctor says that it could not look at these.
 */
export const DOCTOR: Needs = together(
  needs("cloudwatch", "GetMetricStatistics DescribeAlarms"),
  needs("servicequotas", "GetServiceQuota GetAWSDefaultServiceQuota"),
  needs(
    "elasticbeanstalk",
    "DescribeApplicationVersions DescribeEnvironmentManagedActionHistory DescribePlatformVersion ListPlatformVersions",
  ),
  needs("elasticloadbalancing", "DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth"),
  needs("rds", "DescribeDBSnapshots DescribeEvents DescribePendingMaintenanceActions"),
);
