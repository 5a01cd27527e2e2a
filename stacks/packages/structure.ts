import { parseJson } from "../settings/reader/parse-json.ts";
import { type PackageProblem, PackageRefused } from "./package-refused.ts";
import { printable, type ZipContents } from "./zip-contents.ts";

const MANIFEST = "aws-windows-deployment-manifest.json";
/** Web Deploy's own description of what it packed. */
const WEB_DEPLOY = "archive.xml";
const MAX_MANIFEST_BYTES = 1024 * 1024;
const EXPECTED = `a package with ${MANIFEST}, or Web Deploy's ${WEB_DEPLOY}, at its root`;

/** What Elastic Beanstalk would say of the package on the instance, half an hour later. */
export async function structureProblems(contents: ZipContents): Promise<PackageProblem[]> {
  const names = [...contents.files.keys()];
  if (contents.files.has(MANIFEST)) return manifestProblems(contents);
  const lower = names.map((name) => name.toLowerCase());
  if (lower.includes(WEB_DEPLOY)) return [];
  if (lower.includes(MANIFEST)) {
    return [{ expected: `a package whose manifest is called ${MANIFEST}, in lower case`, found: "which has it in another case" }];
  }
  const inner = names.find((name) => name.split("/").length === 2 && [MANIFEST, WEB_DEPLOY].includes(name.split("/")[1] ?? ""));
  const folder = inner?.split("/")[0];
  if (folder === undefined) return [{ expected: EXPECTED, found: "which has neither" }];
  return [
    { expected: EXPECTED, found: `which has it in the folder ${printable(folder)}: zip the folder's content, not the folder` },
  ];
}

/** A manifest names the parts that are deployed: each must be in the package. */
async function manifestProblems(contents: ZipContents): Promise<PackageProblem[]> {
  const expected = `a package whose ${MANIFEST} is a JSON document with deployments`;
  let text: string;
  try {
    text = (await contents.read(MANIFEST, MAX_MANIFEST_BYTES)).toString("utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof PackageRefused) return [error.problem];
    throw error;
  }
  const document = parseJson(text);
  const deployments = isObject(document) ? document.deployments : undefined;
  if (!isObject(deployments))
    return [{ expected, found: document === undefined ? "in which it is no JSON" : "in which it has none" }];
  const parts = ["msDeploy", "aspNetCoreWeb", "custom"].flatMap((kind) => {
    const list = deployments[kind];
    return Array.isArray(list) ? list.filter(isObject).map(partsOf) : [];
  });
  if (parts.length === 0) return [{ expected, found: "in which it has none" }];
  const missing = [...new Set(parts.flat())].filter((part) => !has(contents, part));
  if (missing.length === 0) return [];
  return [
    {
      expected: `a package with every part that its ${MANIFEST} names`,
      found: `which lacks ${missing.slice(0, 5).map(printable).join(", ")}`,
    },
  ];
}

/** Paths within the package: a zip or a folder of a web application, or the scripts of a deployment of one's own. */
function partsOf({ parameters, scripts }: Record<string, unknown>): string[] {
  const bundle = isObject(parameters) ? parameters.appBundle : undefined;
  const files = isObject(scripts) ? Object.values(scripts).map((script) => (isObject(script) ? script.file : undefined)) : [];
  return [bundle, ...files].filter((path): path is string => typeof path === "string" && path !== "");
}

function has({ files }: ZipContents, part: string): boolean {
  const path = part.replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/$/, "").toLowerCase();
  if (path === "" || path === ".") return true;
  return [...files.keys()].some((name) => name.toLowerCase() === path || name.toLowerCase().startsWith(`${path}/`));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
