/**
 * ARN of the ECR repository of an image such as "111122223333.dkr.ecr.eu-west-1.amazonaws.com/relay@sha256:…"; undefined
 * elsewhere.
 */
export function ecrRepositoryArn(uri: string): string | undefined {
  const [, accountId, region, repositoryName] = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)[:@]/.exec(uri) ?? [];
  return repositoryName && `arn:aws:ecr:${region}:${accountId}:repository/${repositoryName}`;
}

/** Whether no endpoint of this region leads to an image's registry. */
export function isElsewhere(uri: string, region: string): boolean {
  return ecrRepositoryArn(uri)?.split(":")[3] !== region;
}

/**
 * URI of a pushed image in this repository. The provider's digest names the first repository that the machine's Docker knows for
 * the image, which is another account's if the same image was pushed there before.
 */
export function uriOf(repositoryUrl: string, repoDigest: string): string {
  return `${repositoryUrl}@${repoDigest.split("@")[1]}`;
}
