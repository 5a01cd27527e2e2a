import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Product } from "../../../infra/xmpro/products.ts";
import { openFile } from "../../../stacks/packages/open-package.ts";
import { readPackage } from "../../../stacks/packages/read-package.ts";
import { fc } from "../../support/fast-check.ts";
import { assembly, manifest, webDeployPackage } from "../../support/packages/package-files.ts";
import { type Files, renamed, withDirectoryField, zipOf } from "../../support/packages/zip-of.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "packages-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function read(zip: Buffer, product: Product = "sm", size = zip.length) {
  const path = join(folder, `${count++}.zip`);
  writeFileSync(path, zip);
  return readPackage(product, async () => ({ ...(await openFile(path)), size }));
}

/** What is wrong with the package, as one text. */
async function problemsOf(zip: Buffer, product?: Product, size?: number): Promise<string> {
  const result = await read(zip, product, size);
  return Array.isArray(result) ? result.map(({ expected, found }) => `must be ${expected}, got one ${found}`).join("\n") : "";
}

const MANIFEST = "aws-windows-deployment-manifest.json";
const msDeploy = manifest({ msDeploy: [{ name: "app", parameters: { appBundle: "app.zip", iisPath: "/" } }] });

describe("a package is accepted", () => {
  it.each<[string, Files]>([
    ["a Web Deploy package", webDeployPackage("sm")],
    ["a Web Deploy package from a file system without case", { "Archive.xml": "<x/>" }],
    ["a manifest with a Web Deploy package", { [MANIFEST]: msDeploy, "app.zip": "zip" }],
    ["a manifest with a byte order mark", { [MANIFEST]: `\uFEFF${msDeploy}`, "app.zip": "zip" }],
    [
      "a manifest with a folder",
      { [MANIFEST]: manifest({ aspNetCoreWeb: [{ parameters: { appBundle: ".\\site" } }] }), "site/app.dll": "" },
    ],
    ["a manifest with the package itself", { [MANIFEST]: manifest({ aspNetCoreWeb: [{ parameters: { appBundle: "." } }] }) }],
    [
      "a manifest with scripts",
      { [MANIFEST]: manifest({ custom: [{ name: "x", scripts: { install: { file: "a/install.ps1" } } }] }), "a/install.ps1": "" },
    ],
    ["one with names of several folders and empty ones", { ...webDeployPackage("sm"), "logs/": "", "Content/empty/": "" }],
  ])("as %s", async (_, files) => {
    for (const options of [{}, { compress: false }, { zip64: true }])
      expect(await problemsOf(await zipOf(files, options))).toBe("");
  });

  it("with the backslashes that older versions of .NET write", async () => {
    const zip = await zipOf({ [MANIFEST]: manifest({ custom: [{ scripts: { install: { file: "a/x.ps1" } } }] }), "a/x.ps1": "" });
    expect(await problemsOf(Buffer.from(zip.toString("latin1").replaceAll("a/x.ps1PK", "a\\x.ps1PK"), "latin1"))).toBe("");
  });
});

describe("a package is refused", () => {
  const wrapped = Object.fromEntries(Object.entries(webDeployPackage("sm")).map(([name, content]) => [`SM/${name}`, content]));
  it.each<[string, Files, RegExp]>([
    ["with its content in a folder", wrapped, /in the folder SM: zip the folder's content, not the folder/],
    ["with its manifest in a folder", { [`SM/${MANIFEST}`]: msDeploy }, /in the folder SM: zip the folder's content/],
    ["without manifest and Web Deploy's files", { "web.config": "" }, /at its root, got one which has neither/],
    ["without files", {}, /which has neither/],
    ["with a manifest in another case", { [MANIFEST.toUpperCase()]: msDeploy }, /called aws-\S+, in lower case/],
    ["with a manifest that is no JSON", { [MANIFEST]: "{" }, /JSON document with deployments, got one in which it is no JSON/],
    ["with a manifest without deployments", { [MANIFEST]: "{}" }, /in which it has none/],
    ["with a manifest of a list", { [MANIFEST]: "[1]" }, /in which it has none/],
    ["with a manifest of empty deployments", { [MANIFEST]: manifest({ msDeploy: [] }) }, /in which it has none/],
    ["with a manifest that names another part", { [MANIFEST]: msDeploy, "App2.zip": "" }, /which lacks app\.zip/],
    ["with a manifest of two mebibytes", { [MANIFEST]: " ".repeat(2 ** 21) }, /has more than 1048576 bytes/],
    [
      "with a name twice",
      [...Object.entries(webDeployPackage("sm")), ["archive.xml", "<y/>"]],
      /each name once \(Windows ignores case\), got one which repeats \(archive\.xml\)/,
    ],
    [
      "with a name twice in another case",
      { ...webDeployPackage("sm"), "Bin/a.dll": "", "bin/A.dll": "", "bin/a.DLL": "" },
      /repeats \(bin\/A\.dll, bin\/a\.DLL\)/,
    ],
  ])("%s", async (_, files, expected) => {
    expect(await problemsOf(await zipOf(files))).toMatch(expected);
  });

  it.each([
    ["above its folder", "aa/evil.dll", "../evil.dll"],
    ["with a drive", "CC/evil.dll", "C:/evil.dll"],
    ["from the root", "aa/evil.dll", "/a/evil.dll"],
    ["above its folder with a backslash", "aa/evil.dll", "..\\evil.dll"],
  ])("with a name %s", async (_, from, to) => {
    const zip = renamed(await zipOf({ ...webDeployPackage("sm"), [from]: "x" }), from, to);
    expect(await problemsOf(zip)).toMatch(
      /must be a zip file that stays in the folder it is unpacked to, got one which would write/,
    );
  });

  it("with encrypted entries", async () => {
    const zip = withDirectoryField(await zipOf(webDeployPackage("sm")), 8, 1);
    expect(await problemsOf(zip)).toContain("without a password, got one which has encrypted entries (archive.xml)");
  });

  it("with a compression that Windows does not unpack", async () => {
    const zip = withDirectoryField(await zipOf(webDeployPackage("sm")), 10, 14);
    expect(await problemsOf(zip)).toContain("compressed with Deflate");
  });

  it("without its end, without its directory, and as no zip at all", async () => {
    const zip = await zipOf(webDeployPackage("sm"));
    expect(await problemsOf(zip.subarray(0, zip.length - 30))).toContain("is no zip file, or lacks its end");
    expect(await problemsOf(Buffer.from("MZ\x90\x00"))).toContain("is no zip file");
    expect(await problemsOf(Buffer.alloc(0))).toContain("is no zip file");
    // A download that was cut, and then continued at its end.
    expect(await problemsOf(zip.subarray(200))).toContain("which is damaged");
  });

  it("with an entry whose data is behind the end", async () => {
    const zip = withDirectoryField(await zipOf(webDeployPackage("sm")), 44, 1);
    expect(await problemsOf(zip)).toContain("which is damaged: it ends before the data of archive.xml");
  });

  it("without letting a name write to the terminal", async () => {
    const files = { ...webDeployPackage("sm"), "\u001b[2Ja": "", "\u001b[2JA": "" };
    expect(await problemsOf(await zipOf(files))).toContain("repeats (\\u001b[2JA)");
  });

  it("of more than 500 MB, with the folders that may go", async () => {
    const language = (name: string) => [`Content/site/ClientApp/dist/${name}/main.js`, "x".repeat(10)] as const;
    const files = [
      ...Object.entries(webDeployPackage("ad")),
      language("de"),
      language("pt-BR"),
      language("js"),
      language("css"),
      language("assets"),
    ];
    const text = await problemsOf(await zipOf(files, { compress: false }), "ad", 612 * 1024 * 1024);
    expect(text).toContain("must be at most 500 MB, which is Elastic Beanstalk's limit, got one which has 612.0 MB");
    expect(text).toMatch(
      /the languages that nobody uses .* Content\/site\/ClientApp\/dist\/de \(0\.0 MB\), .*dist\/pt-BR \(0\.0 MB\); its largest/,
    );
    expect(text).toContain("its largest folders are ");
    expect(await problemsOf(await zipOf(files), "ad", 500 * 1024 * 1024)).toBe("");
  });

  it("with everything that is wrong at once", async () => {
    const zip = withDirectoryField(
      await zipOf([
        ["a.txt", ""],
        ["a.txt", ""],
      ]),
      8,
      1,
    );
    expect((await problemsOf(zip)).split("\n")).toHaveLength(3);
  });

  it("when there is no such file, or a folder in its place", async () => {
    const result = async (path: string) => JSON.stringify(await readPackage("sm", () => openFile(path)));
    expect(await result(join(folder, "missing.zip"))).toContain("but there is no file");
    expect(await result(folder)).toContain("which is a folder: zip its content");
  });
});

describe("product and version of a package", () => {
  const recognised = async (files: Files, product: Product) => {
    const result = await read(await zipOf(files), product);
    return Array.isArray(result) ? result : result.recognised;
  };

  it.each(["sm", "ds", "ad"] as const)("are those of its assemblies: %s", async (product) => {
    expect(await recognised(webDeployPackage(product, "4.4.19.1+commit"), product)).toMatchObject({
      product: { id: product },
      version: "4.4.19.1",
    });
  });

  it("are those of the assembly that starts, where it has the others beside it", async () => {
    const libraries = { "XMPro.Common/1.2.3": {}, "XMPro.AppDesigner/4.4.22": { type: "project" } };
    const files = {
      "archive.xml": "",
      "site/XMPro.AppDesigner.deps.json": JSON.stringify({ libraries }),
      "site/XMPro.DataStreamDesigner.Client.dll": assembly("9.9.9"),
    };
    expect(await recognised(files, "ad")).toEqual({
      product: { id: "ad", shownBy: "XMPro.AppDesigner.deps.json" },
      version: "4.4.22",
    });
  });

  it("are unknown where nothing shows them, or several products do", async () => {
    expect(await recognised({ "archive.xml": "", "bin/Acme.AppDesigner.dll": "" }, "sm")).toEqual({});
    const both = { "archive.xml": "", "bin/XMPro.AppDesigner.dll": "", "bin/XMPro.DataStreamDesigner.dll": "" };
    expect(await recognised(both, "sm")).toEqual({});
  });

  it("leave the version out where a damaged or empty assembly has none", async () => {
    const files = { "archive.xml": "", "XMPro.AppDesigner.dll": "ProductVersion", "XMPro.AppDesigner.deps.json": "[" };
    expect(await recognised(files, "ad")).toEqual({ product: { id: "ad", shownBy: "XMPro.AppDesigner.deps.json" } });
  });

  it("refuse the package of another product", async () => {
    expect(await problemsOf(await zipOf(webDeployPackage("ad")), "sm")).toBe(
      "must be the package of Subscription Manager, got one which is that of App Designer (it has XMPro.AppDesigner.dll)",
    );
  });
});

describe("a thousand damaged packages", () => {
  it("are read or refused with a sentence, and never end the program", async () => {
    const good = await zipOf({ ...webDeployPackage("sm"), [MANIFEST]: msDeploy, "app.zip": "zip" });
    const start = good.indexOf("PK\x01\x02", 0, "latin1");
    const change = fc.tuple(fc.oneof(fc.nat(good.length - 1), fc.integer({ min: start, max: good.length - 1 })), fc.nat(255));
    const damage = fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 8 }), cut: fc.option(fc.nat(good.length)) });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(damage, async ({ changes, cut }) => {
        const zip = Buffer.from(good.subarray(0, cut ?? good.length));
        for (const [at, byte] of changes) if (at < zip.length) zip[at] = byte;
        const text = await problemsOf(zip);
        if (text !== "") refused++;
        // No control character of a name reaches a terminal.
        expect([...text].filter((character) => character < " " && character !== "\n")).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});
