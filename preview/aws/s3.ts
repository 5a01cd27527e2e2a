import { refusesPlainHttp } from "../../infra/policy/read/iam/plain-http.ts";
import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import { type Fact, protectedFromDestroy } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const s3: Service = {
  title: "S3",
  types: {
    "aws:s3/bucket:Bucket": {
      outputs: (name) => ({ bucket: name, arn: `arn:aws:s3:::${name}` }),
      protection: bucketProtection,
      summary: () => "S3 bucket",
    },
    "aws:s3/bucketObjectv2:BucketObjectv2": { noun: ["uploaded file", "uploaded files"] },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": { noun: ["life cycle", "life cycles"] },
    "aws:s3/bucketLogging:BucketLogging": { noun: ["access log", "access logs"] },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": { noun: ["ownership", "ownerships"] },
    "aws:s3/bucketPolicy:BucketPolicy": { noun: ["bucket policy", "bucket policies"] },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": { noun: ["public access block", "public access blocks"] },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
      noun: ["encryption", "encryptions"],
    },
    "aws:s3/bucketVersioning:BucketVersioning": { noun: ["versioning", "versionings"] },
  },
  // Nobody can be asked: the program then knows nothing of an object.
  lookUps: {
    "aws:s3/getBucket:getBucket": ({ bucket }) => ({ bucket }),
    "aws:s3/getObject:getObject": ({ bucket, key }) => ({ bucket, key }),
  },
};

function bucketProtection(resource: Registered, graph: Graph): Fact[] {
  const companions = (name: string) => graph.referring(resource, `aws:s3/bucket${name}:Bucket${name}`, "bucket");
  const [block] = companions("PublicAccessBlock");
  const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
  const versioning = companions("Versioning").some(
    ({ inputs }) => (inputs.versioningConfiguration as { status?: string })?.status === "Enabled",
  );
  return [
    [companions("ServerSideEncryptionConfiguration").length > 0, "encrypted", "encryption left to the account"],
    [versioning, "versioned", "old versions are lost"],
    [companions("Policy").some(({ inputs }) => refusesPlainHttp(inputs.policy)), "TLS only", "readable without TLS"],
    [blocks.every((name) => block?.inputs[name] === true), "public access blocked", "public access is not blocked"],
    [companions("Logging").length > 0, "accesses logged", "accesses not logged"],
    protectedFromDestroy(resource),
  ];
}
