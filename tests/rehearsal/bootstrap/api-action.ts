import type { AwsRequest } from "./aws-recorder.ts";

/** Name of a service in a signature to its prefix in IAM, where they differ. */
const IAM_PREFIX: Readonly<Record<string, string>> = { monitoring: "cloudwatch", email: "ses" };

/** S3 operations on a bucket by the query's sub-resource: what IAM calls them after "Get" and "Put". */
const BUCKET_PARTS: Readonly<Record<string, string>> = {
  accelerate: "AccelerateConfiguration",
  acl: "BucketAcl",
  cors: "BucketCORS",
  encryption: "EncryptionConfiguration",
  lifecycle: "LifecycleConfiguration",
  location: "BucketLocation",
  logging: "BucketLogging",
  "object-lock": "BucketObjectLockConfiguration",
  ownershipControls: "BucketOwnershipControls",
  policy: "BucketPolicy",
  publicAccessBlock: "BucketPublicAccessBlock",
  replication: "ReplicationConfiguration",
  requestPayment: "BucketRequestPayment",
  tagging: "BucketTagging",
  versioning: "BucketVersioning",
  website: "BucketWebsite",
};

/** Method and path of REST APIs to the action. The first pattern that matches counts. */
const REST: Readonly<Record<string, readonly (readonly [method: string, path: RegExp, action: string])[]>> = {
  route53: [
    ["POST", /^\/2013-04-01\/hostedzone$/, "CreateHostedZone"],
    ["GET", /^\/2013-04-01\/hostedzonesbyname/, "ListHostedZonesByName"],
    ["GET", /^\/2013-04-01\/hostedzone\/[^/]+\/rrset/, "ListResourceRecordSets"],
    ["POST", /^\/2013-04-01\/hostedzone\/[^/]+\/rrset/, "ChangeResourceRecordSets"],
    ["GET", /^\/2013-04-01\/hostedzone\/[^/]+\/dnssec$/, "GetDNSSEC"],
    ["GET", /^\/2013-04-01\/hostedzone\/[^/?]+$/, "GetHostedZone"],
    ["POST", /^\/2013-04-01\/hostedzone\/[^/?]+$/, "UpdateHostedZoneComment"],
    ["DELETE", /^\/2013-04-01\/hostedzone\/[^/?]+$/, "DeleteHostedZone"],
    ["GET", /^\/2013-04-01\/change\//, "GetChange"],
    ["GET", /^\/2013-04-01\/tags\//, "ListTagsForResource"],
    ["POST", /^\/2013-04-01\/tags\//, "ChangeTagsForResource"],
  ],
  ses: [
    ["POST", /^\/v2\/email\/identities$/, "CreateEmailIdentity"],
    ["PUT", /\/mail-from$/, "PutEmailIdentityMailFromAttributes"],
    ["GET", /^\/v2\/email\/identities\/[^/]+$/, "GetEmailIdentity"],
    ["DELETE", /^\/v2\/email\/identities\/[^/]+$/, "DeleteEmailIdentity"],
    ["GET", /^\/v2\/email\/tags/, "ListTagsForResource"],
    ["POST", /^\/v2\/email\/tags/, "TagResource"],
  ],
};

/** The IAM action that AWS checks for a request, such as "ec2:CreateVpc". An unknown one is named by its method and path. */
export function actionOf(request: AwsRequest): string {
  const signed = request.service ?? "none";
  const prefix = IAM_PREFIX[signed] ?? signed;
  const path = request.url.split("?")[0] ?? "";
  if (request.target !== undefined) return `${prefix}:${request.target.split(".").at(-1)}`;
  const form = /(?:^|&)Action=([A-Za-z0-9]+)/.exec(request.body)?.[1];
  if (form !== undefined && request.method === "POST") return `${prefix}:${form}`;
  if (prefix === "s3") return `s3:${objectOrBucketAction(request)}`;
  const known = REST[prefix]?.find(([method, pattern]) => method === request.method && pattern.test(path));
  return known ? `${prefix}:${known[2]}` : `${prefix}: ${request.method} ${path}`;
}

/** Bucket and key of a request of S3, in either way of addressing. */
export function s3Target({ host, url }: AwsRequest): { bucket: string; key: string } {
  const path = decodeURIComponent(url.split("?")[0] ?? "").replace(/^\//, "");
  const virtual = /^(.+)\.(?:s3[.-]|localhost|127\.)/.exec(host)?.[1];
  if (virtual !== undefined) return { bucket: virtual, key: path };
  const [bucket = "", ...key] = path.split("/");
  return { bucket, key: key.join("/") };
}

function objectOrBucketAction(request: AwsRequest): string {
  const { method, url } = request;
  const { key } = s3Target(request);
  const query = new URLSearchParams(url.split("?")[1] ?? "");
  const part = Object.keys(BUCKET_PARTS).find((name) => query.has(name));
  if (key !== "") {
    if (part === "tagging") return method === "GET" ? "GetObjectTagging" : "PutObjectTagging";
    if (method === "GET" || method === "HEAD") return query.has("versionId") ? "GetObjectVersion" : "GetObject";
    return method === "DELETE" ? (query.has("versionId") ? "DeleteObjectVersion" : "DeleteObject") : "PutObject";
  }
  if (query.has("versions")) return "ListBucketVersions";
  if (query.has("delete")) return "DeleteObject";
  if (part !== undefined) {
    // Most parts have no permission of their own for their deletion.
    const verb = method === "GET" ? "Get" : method === "DELETE" && part === "policy" ? "Delete" : "Put";
    return `${verb}${BUCKET_PARTS[part]}`;
  }
  if (method === "PUT") return "CreateBucket";
  if (method === "DELETE") return "DeleteBucket";
  return request.url === "/" ? "ListAllMyBuckets" : "ListBucket";
}
