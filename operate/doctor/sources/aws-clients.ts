import { ACMClient } from "@aws-sdk/client-acm";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { ElasticBeanstalkClient } from "@aws-sdk/client-elastic-beanstalk";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ElastiCacheClient } from "@aws-sdk/client-elasticache";
import { RDSClient } from "@aws-sdk/client-rds";
import { S3Client } from "@aws-sdk/client-s3";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { AwsAccess } from "../../deployed-stack/aws-access.ts";

/** A client of each service that the checks ask. */
export function awsClients(access: AwsAccess) {
  return {
    acm: new ACMClient(access),
    beanstalk: new ElasticBeanstalkClient(access),
    cloudFormation: new CloudFormationClient(access),
    cloudWatch: new CloudWatchClient(access),
    elastiCache: new ElastiCacheClient(access),
    loadBalancing: new ElasticLoadBalancingV2Client(access),
    quotas: new ServiceQuotasClient(access),
    rds: new RDSClient(access),
    // The bucket in the path and not in the host name, where AWS's certificate covers no name with a dot.
    s3: new S3Client({ ...access, forcePathStyle: true }),
    ssm: new SSMClient(access),
  };
}

export type AwsClients = ReturnType<typeof awsClients>;
