/** Registry, or undefined where the name has none: then it is Docker Hub's. */
function registryOf(image: string): string | undefined {
  const [host = "", ...path] = image.replace(/^[a-z]+:\/\//i, "").split("/");
  return path.length > 0 && (/[.:]/.test(host) || host === "localhost") ? host.toLowerCase() : undefined;
}

const PUBLIC =
  /(^|\.)(docker\.io|docker\.com|public\.ecr\.aws|ghcr\.io|quay\.io|gcr\.io|k8s\.io|mcr\.microsoft\.com|registry\.gitlab\.com|lscr\.io|nvcr\.io|docker\.elastic\.co)(:\d+)?$/;

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
