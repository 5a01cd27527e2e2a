import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { baseImages, newestDigest, parseBaseImage, renewBaseImages } from "../../../relay-service/base-images.ts";

const RELAY = join(import.meta.dirname, "../../../relay-service");
const read = (name: string) => baseImages(readFileSync(join(RELAY, name), "utf8"));
const OLD = `sha256:${"0".repeat(64)}`;
const NEW = `sha256:${"a".repeat(64)}`;

describe("the base images of the relay", () => {
  it("are pinned by digest, under a tag that can be renewed", () => {
    const images = read("Dockerfile");
    expect([...images.keys()]).toEqual(["BUILD_IMAGE", "RUNTIME_IMAGE"]);
    for (const reference of images.values()) expect(() => parseBaseImage(reference)).not.toThrow();
  });

  it("are the same in both Dockerfiles, as one is the build cache of the other", () => {
    expect(read("dependencies.Dockerfile").get("BUILD_IMAGE")).toBe(read("Dockerfile").get("BUILD_IMAGE"));
  });

  it("are the start of every stage", () => {
    for (const name of ["Dockerfile", "dependencies.Dockerfile"]) {
      const from = [...readFileSync(join(RELAY, name), "utf8").matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
      expect(from.every((image) => /^\$\{(BUILD|RUNTIME)_IMAGE\}$/.test(image ?? ""))).toBe(true);
    }
  });
});

describe("a base image", () => {
  it.each([
    [`node:24-bookworm@${OLD}`, "registry-1.docker.io", "library/node", "24-bookworm"],
    [`grafana/k6:1@${OLD}`, "registry-1.docker.io", "grafana/k6", "1"],
    [`gcr.io/distroless/nodejs24-debian12:nonroot@${OLD}`, "gcr.io", "distroless/nodejs24-debian12", "nonroot"],
    [`localhost:5000/a/b:c@${OLD}`, "localhost:5000", "a/b", "c"],
  ])("is looked up in its registry: %s", (reference, registry, repository, tag) => {
    expect(parseBaseImage(reference)).toEqual({ registry, repository, tag, digest: OLD });
  });

  it.each(["node", "node:24", `node@${OLD}`, "node:24@sha256:0", ""])("is refused when it is %j", (reference) => {
    expect(() => parseBaseImage(reference)).toThrow("a base image must be pinned such as");
  });
});

/** A registry that requires a token, as public ones do. */
async function registry() {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const { port } = server.address() as AddressInfo;
    if (request.url?.startsWith("/token")) return void response.end('{"token":"for-reading"}');
    if (request.headers.authorization !== "Bearer for-reading") {
      const challenge = `Bearer realm="http://127.0.0.1:${port}/token",service="test",scope="repository:a/b:pull"`;
      return void response.writeHead(401, { "www-authenticate": challenge }).end();
    }
    if (!request.headers.accept?.includes("image.index")) return void response.writeHead(406).end();
    response.writeHead(request.url === "/v2/a/b/manifests/1" ? 200 : 404, { "docker-content-digest": NEW }).end();
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(() => void server.close());
  return { name: `127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe("the renewal of base images", () => {
  async function files() {
    const { name, requests } = await registry();
    const folder = mkdtempSync(join(tmpdir(), "base-images-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const paths = ["one", "two"].map((file) => join(folder, file));
    for (const path of paths) writeFileSync(path, `# x\nARG BUILD_IMAGE=${name}/a/b:1@${OLD}\nFROM \${BUILD_IMAGE}\n`);
    return { paths, name, requests, texts: () => paths.map((path) => readFileSync(path, "utf8")) };
  }

  it("writes the newest digest into every file, and asks the registry once for each image", async () => {
    const { paths, name, requests, texts } = await files();
    const line = `BUILD_IMAGE ${name}/a/b:1: ${OLD} -> ${NEW}`;
    expect(await renewBaseImages(paths, true, "http")).toEqual([line, line]);
    for (const text of texts()) expect(text).toBe(`# x\nARG BUILD_IMAGE=${name}/a/b:1@${NEW}\nFROM \${BUILD_IMAGE}\n`);
    expect(requests).toEqual([
      "HEAD /v2/a/b/manifests/1",
      "GET /token?service=test&scope=repository%3Aa%2Fb%3Apull",
      "HEAD /v2/a/b/manifests/1",
    ]);
    expect(await renewBaseImages(paths, true, "http")).toEqual([]);
  });

  it("changes nothing when it only checks", async () => {
    const { paths, texts } = await files();
    expect(await renewBaseImages(paths, false, "http")).toHaveLength(2);
    for (const text of texts()) expect(text).toContain(OLD);
  });

  it("fails when a registry does not have the tag", async () => {
    const { name } = await registry();
    await expect(newestDigest({ ...parseBaseImage(`${name}/a/b:2@${OLD}`) }, "http")).rejects.toThrow(
      "answers 404 without a digest",
    );
  });
});
