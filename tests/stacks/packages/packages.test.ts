import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { DeployedStack } from "../../../stacks/deployed/deployed-stack.ts";
import { type Packages, readPackages } from "../../../stacks/packages/packages.ts";
import type { PackageSource } from "../../../stacks/settings/package-source.ts";
import { SettingsError } from "../../../stacks/settings/reader/settings-error.ts";
import { webDeployPackage } from "../../support/packages/package-files.ts";
import { zipOf } from "../../support/packages/zip-of.ts";
import { deploy } from "../../support/program/deploy.ts";
import { exampleSettings } from "../../support/program/example-settings.ts";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "packages-"));
  for (const product of Object.keys(PRODUCTS) as Product[]) {
    writeFileSync(join(folder, `${product}.zip`), await zipOf(webDeployPackage(product)));
  }
  writeFileSync(join(folder, "unknown.zip"), await zipOf({ "archive.xml": "" }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (path: string): PackageSource => ({ kind: "file", path });

interface World {
  readonly deployed?: DeployedStack;
  readonly isKnown?: boolean;
  readonly lookUp?: (token: string) => Record<string, unknown>;
}

async function packages(
  sources: Partial<Record<Product, PackageSource>>,
  { deployed = new DeployedStack([]), isKnown = false, lookUp }: World = {},
): Promise<Packages> {
  const products = { ...exampleSettings.products };
  for (const [product, source] of Object.entries(sources) as [Product, PackageSource][]) {
    products[product] = { ...products[product], package: source };
  }
  let read: Packages = {};
  await deploy(
    async () => {
      read = await readPackages({ ...exampleSettings, products }, deployed, folder, async () => isKnown);
    },
    lookUp === undefined ? {} : { cloud: { lookUp } },
  );
  return read;
}

async function problemsOf(...given: Parameters<typeof packages>): Promise<readonly string[]> {
  const error = await packages(...given).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SettingsError);
  return (error as SettingsError).problems;
}

describe("the packages of the settings", () => {
  it("are none where none is set", async () => {
    expect(await packages({})).toEqual({});
  });

  it("are found relative to the project, and have the same label as long as they have the same content", async () => {
    const { sm } = await packages({ sm: file("./sm.zip") });
    expect(sm).toEqual({
      label: expect.stringMatching(/^sm-4\.4\.19-[0-9a-f]{12}$/),
      source: { kind: "file", path: join(folder, "sm.zip") },
      isCreated: true,
      isRecognised: true,
    });
    writeFileSync(join(folder, "copy.zip"), await zipOf(webDeployPackage("sm")));
    expect((await packages({ sm: file(join(folder, "copy.zip")) })).sm?.label).toBe(sm?.label);
    writeFileSync(join(folder, "next.zip"), await zipOf(webDeployPackage("sm", "4.4.20")));
    expect((await packages({ sm: file("next.zip") })).sm?.label).toMatch(/^sm-4\.4\.20-/);
  });

  it("may show neither product nor version", async () => {
    const { ad } = await packages({ ad: file("unknown.zip") });
    expect(ad).toMatchObject({ label: expect.stringMatching(/^ad-[0-9a-f]{12}$/), isRecognised: false });
  });

  it("are refused together, each with its setting", async () => {
    expect(await problemsOf({ sm: file("missing.zip"), ds: file("ad.zip"), ad: file("unknown.zip") })).toEqual([
      `xmpro:smPackage must be a zip file that exists, got "missing.zip", but there is no file ${join(folder, "missing.zip")}`,
      'xmpro:dsPackage must be the package of Data Stream Designer, got "ad.zip", which is that of App Designer (it has XMPro.AppDesigner.dll)',
    ]);
  });

  it("are refused if two products have the same", async () => {
    expect(await problemsOf({ sm: file("unknown.zip"), ad: file("unknown.zip") })).toEqual([
      'xmpro:adPackage must be another package than xmpro:smPackage, got "unknown.zip", which has the same content',
    ]);
  });
});

describe("a version of the application", () => {
  const stateWith = (label: string) =>
    new DeployedStack([
      { type: "aws:elasticbeanstalk/applicationVersion:ApplicationVersion", name: "sm-package", outputs: { name: label } },
    ]);

  it("is not created again if AWS has it from an earlier update, as its label is taken", async () => {
    expect((await packages({ sm: file("sm.zip") }, { isKnown: true })).sm?.isCreated).toBe(false);
    const other = stateWith("sm-4.4.20-0123456789ab");
    expect((await packages({ sm: file("sm.zip") }, { isKnown: true, deployed: other })).sm?.isCreated).toBe(false);
  });

  it("stays in the program as long as it is in the state", async () => {
    const label = (await packages({ sm: file("sm.zip") })).sm?.label ?? "";
    expect((await packages({ sm: file("sm.zip") }, { isKnown: true, deployed: stateWith(label) })).sm?.isCreated).toBe(true);
  });
});

describe("a package in S3", () => {
  const object: PackageSource = { kind: "object", bucket: "acme-packages", key: "xmpro/SM.zip" };
  const world = (more: { bucketRegion?: string; contentLength?: number; etag?: string }): World => ({
    lookUp: (token) =>
      token === "aws:s3/getBucket:getBucket" ? { bucketRegion: "us-east-1", ...more } : { etag: '"e1"', ...more },
  });

  /** S3 on loopback, which gives parts of one object. */
  async function withS3(content: Buffer, use: (requests: string[]) => Promise<void>): Promise<void> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
      requests.push(`${request.url?.split("?")[0]} ${request.headers.range} ${request.headers["if-match"]}`);
      if (request.headers["if-match"] !== '"e1"') response.writeHead(412).end("<Error><Code>PreconditionFailed</Code></Error>");
      else response.writeHead(206).end(content.subarray(Number(from), Number(to) + 1));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
    try {
      await use(requests);
    } finally {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      server.close();
    }
  }

  it("is read in parts, and its label comes from S3's own hash", async () => {
    const media = Buffer.alloc(8 * 1024 * 1024, 1);
    const zip = await zipOf([["media.bin", media], ...Object.entries(webDeployPackage("sm"))], { compress: false });
    await withS3(zip, async (requests) => {
      const { sm } = await packages({ sm: object }, world({ contentLength: zip.length }));
      expect(sm).toMatchObject({
        label: expect.stringMatching(/^sm-4\.4\.19-[0-9a-f]{12}$/),
        source: object,
        isRecognised: true,
      });
      // Two blocks of 1 MiB at its end, of nine.
      expect(requests.length).toBeLessThanOrEqual(2);
      expect(requests[0]).toMatch(/^\/acme-packages\/xmpro\/SM\.zip bytes=\d+-\d+ "e1"$/);
    });
  });

  it("is refused like one on disk", async () => {
    const zip = await zipOf(webDeployPackage("ad"));
    await withS3(zip, async () => {
      expect(await problemsOf({ sm: object }, world({ contentLength: zip.length }))).toEqual([
        expect.stringMatching(
          /^xmpro:smPackage must be the package of Subscription Manager, got "s3:\/\/acme-packages\/xmpro\/SM\.zip"/,
        ),
      ]);
    });
  });

  it("is refused if somebody overwrites it meanwhile", async () => {
    await withS3(Buffer.alloc(10_000), async () => {
      const [problem] = await problemsOf({ sm: object }, world({ contentLength: 10_000, etag: '"e2"' }));
      expect(problem).toMatch(/must be an object that you may read, .* of which S3 gives no part: PreconditionFailed/);
    });
  });

  it("is refused in another region, as Elastic Beanstalk takes none from there", async () => {
    expect(await problemsOf({ sm: object }, world({ contentLength: 10, bucketRegion: "eu-west-1" }))).toEqual([
      'xmpro:smPackage must be in a bucket in us-east-1, the stack\'s region, got "s3://acme-packages/xmpro/SM.zip", whose bucket is in eu-west-1',
    ]);
  });

  it("is refused if AWS does not have it", async () => {
    const lookUp = () => {
      throw new Error("couldn't find resource");
    };
    expect((await problemsOf({ sm: object }, { lookUp }))[0]).toMatch(
      /must be an object that exists and that you may read, .* of which AWS says: .*couldn't find resource/,
    );
  });

  it("is shown by the offline preview, which cannot ask for it", async () => {
    const [one, other] = [await packages({ sm: object }), await packages({ sm: { ...object, key: "other.zip" } })];
    expect(one.sm?.label).toMatch(/^sm-[0-9a-f]{12}$/);
    expect(one.sm?.label).not.toBe(other.sm?.label);
  });
});
