/** Registry, or undefined where the name has none: then it is Docker Hub's. */
function registryOf(image: string): string | undefined {
  const [host = "", ...path] = image.replace(/^[a-z]+:\/\//i, "").split("/");
  return path.length > 0 && (/[.:]/.test(host) || host === "localhost") ? host.toLowerCase() : undefined;
}

const PUBLIC =
  /(^|\.)(docker\.io|docker\.com|public\.ecr\.aws|ghcr\.io|quay\.io|gcr\.io|k8s\.io|mcr\.microsoft\.com|registry\.gitlab\.com|lscr\.io|nvcr\.io|docker\.elastic\.co)(:\d+)?$/;

const ECR = /^(\d{12})\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)$/;

/** The account whose registry holds the image; undefined for a registry that is not AWS's. */
export function accountOfImage(image: unknown): string | undefined {
  return ECR.exec(registryOf(String(image)) ?? "")?.[1];
}

/** True for a host that only looks like a registry of AWS. */
export function pretendsToBeEcr(image: unknown): boolean {
  const registry = registryOf(String(image)) ?? "";
  return /\bdkr[.-]ecr\b|amazonaws/.test(registry) && !ECR.test(registry);
}

/** True for an image of a registry where anybody may publish, such as Docker Hub. */
export function isPublicImage(image: unknown): boolean {
  const registry = registryOf(String(image));
  return registry === undefined || PUBLIC.test(registry);
}

/**
 * True for an image of AWS Marketplace: a vendor's, whose guide says neither whether it runs without root nor with a read-only file
 * system.
 */
export function isMarketplaceImage(image: unknown): boolean {
  return registryOf(String(image)) === "709825985650.dkr.ecr.us-east-1.amazonaws.com";
}
