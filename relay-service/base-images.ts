/**
 * `npm run base-images`: updates the digests of the base images in both Dockerfiles. With `-- --check` it writes nothing, and exits with code 1
 * when a digest is outdated.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandArguments } from "./command-arguments.ts";

/** The parts of an image reference. */
export interface BaseImage {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
}

const ARG = /^ARG (\w+_IMAGE)=(.*)$/gm;
const REFERENCE = /^(?:([\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w.-]+:\d+)\/)?([\w./-]+):([\w.-]+)@(sha256:[\da-f]{64})$/;
const DOCKER_HUB = "registry-1.docker.io";
const INDEX_TYPES = "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json";

/** Reads `[registry/]repository:tag@sha256:…`. Throws when a tag or a digest is missing. */
export function parseBaseImage(reference: string): BaseImage {
  const [, registry, repository = "", tag = "", digest = ""] = REFERENCE.exec(reference) ?? [];
  if (digest === "") {
    throw new Error(`a base image must be pinned such as "node:24-bookworm@sha256:<64 hex digits>", got "${reference}"`);
  }
  if (registry !== undefined) return { registry, repository, tag, digest };
  return { registry: DOCKER_HUB, repository: repository.includes("/") ? repository : `library/${repository}`, tag, digest };
}

/** The base images of a Dockerfile, by the name of their ARG. */
export function baseImages(dockerfile: string): ReadonlyMap<string, string> {
  return new Map([...dockerfile.matchAll(ARG)].map(([, name = "", reference = ""]) => [name, reference]));
}

/**
 * The current digest of a tag: that of the index of all architectures. `protocol` is "http" in tests only. Throws when the registry does not
 * return a digest.
 */
export async function newestDigest({ registry, repository, tag }: BaseImage, protocol = "https"): Promise<string> {
  const url = `${protocol}://${registry}/v2/${repository}/manifests/${tag}`;
  const ask = (headers: Record<string, string>) => fetch(url, { method: "HEAD", headers: { accept: INDEX_TYPES, ...headers } });
  let answer = await ask({});
  if (answer.status === 401) answer = await ask({ authorization: `Bearer ${await token(answer, repository)}` });
  const digest = answer.headers.get("docker-content-digest") ?? "";
  if (!answer.ok || !/^sha256:[\da-f]{64}$/.test(digest)) throw new Error(`${url} answers ${answer.status} without a digest`);
  return digest;
}

/** Gets a token for reading one repository, as the registry's challenge asks (RFC 6750 and the registry's token protocol). */
async function token(answer: Response, repository: string): Promise<string> {
  const challenge = answer.headers.get("www-authenticate") ?? "";
  const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = field("realm");
  if (realm === undefined) throw new Error("the registry asks for a password");
  const url = new URL(realm);
  const service = field("service");
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", `repository:${repository}:pull`);
  const json = (await (await fetch(url)).json()) as { token?: string; access_token?: string };
  const given = json.token ?? json.access_token;
  if (given === undefined) throw new Error("the registry gives no token");
  return given;
}

/** Updates the digests in Dockerfiles. Returns a line for each outdated digest. */
export async function renewBaseImages(files: readonly string[], write: boolean, protocol?: string): Promise<string[]> {
  const lines: string[] = [];
  const digests = new Map<string, Promise<string>>();
  for (const file of files) {
    let text = readFileSync(file, "utf8");
    for (const [name, reference] of baseImages(text)) {
      const image = parseBaseImage(reference);
      const key = `${image.registry}/${image.repository}:${image.tag}`;
      if (!digests.has(key)) digests.set(key, newestDigest(image, protocol));
      const digest = (await digests.get(key)) as string;
      if (digest === image.digest) continue;
      lines.push(`${name} ${reference.split("@")[0]}: ${image.digest} -> ${digest}`);
      text = text.replace(reference, reference.replace(image.digest, digest));
    }
    if (write) writeFileSync(file, text);
  }
  return lines;
}

if (import.meta.main) {
  const { options } = commandArguments({
    usage: `npm run base-images [-- --check]

Updates the digests of the base images in both Dockerfiles. Asks the registries of the images.

  --check  writes nothing, and exits with code 1 when a digest is outdated`,
    options: ["--check"],
  });
  const check = options.has("--check");
  const files = ["Dockerfile", "dependencies.Dockerfile"].map((name) => join(import.meta.dirname, name));
  const lines = await renewBaseImages(files, !check);
  console.log(lines.length > 0 ? lines.join("\n") : "the digests of all base images are up to date");
  if (check && lines.length > 0) process.exitCode = 1;
}
