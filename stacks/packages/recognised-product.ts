import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import { parseJson } from "../settings/reader/parse-json.ts";
import { fileVersion } from "./file-version.ts";
import type { ZipContents } from "./zip-contents.ts";

/** What the files of a package show. XMPro documents no mark of its own, so both may be unknown. */
export interface Recognised {
  readonly product?: { readonly id: Product; readonly shownBy: string };
  /** "4.4.19" */
  readonly version?: string;
}

const ENTRY_ASSEMBLY = /\.(deps|runtimeconfig)\.json$/i;
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
/** An assembly is read as a whole for the version in it. */
const MAX_ASSEMBLY_BYTES = 32 * 1024 * 1024;
const VERSION = /^\d{1,5}(\.\d{1,5}){1,3}(-[0-9A-Za-z.-]{1,20})?$/;

/**
 * Recognises product and version by the names of XMPro's assemblies: first of the one that starts, then of all. Files that show several
 * products show none. Damaged files are no evidence: what is wrong with them is reported elsewhere.
 */
export async function recognise(contents: ZipContents): Promise<Recognised> {
  const names = [...contents.files.keys()];
  const entries = names.filter((name) => ENTRY_ASSEMBLY.test(name) && productOf(stem(name)) !== undefined);
  const assemblies = names.filter((name) => /\.dll$/i.test(name) && productOf(stem(name)) !== undefined);
  const shownBy = onlyProduct(entries) ?? onlyProduct(assemblies);
  if (shownBy === undefined) return {};
  const id = productOf(stem(shownBy)) as Product;
  const ofProduct = (list: readonly string[]) => list.filter((name) => productOf(stem(name)) === id);
  const version =
    (await versionOfEntries(contents, ofProduct(entries))) ?? (await versionOfAssemblies(contents, ofProduct(assemblies)));
  return { product: { id, shownBy: base(shownBy) }, ...(version === undefined ? {} : { version }) };
}

/** "XMPro.AppDesigner", "XMAppDesigner", "XMPro.DataStreamDesigner.Web": only assemblies of XMPro. */
function productOf(assembly: string): Product | undefined {
  const words = assembly.toLowerCase().replace(/[^a-z]/g, "");
  if (!words.startsWith("xm")) return undefined;
  return (Object.keys(PRODUCTS) as Product[]).find((id) => words.includes(PRODUCTS[id].title.toLowerCase().replaceAll(" ", "")));
}

/** A name that shows a product, when all do that show one agree. */
function onlyProduct(names: readonly string[]): string | undefined {
  return new Set(names.map((name) => productOf(stem(name)))).size === 1 ? names[0] : undefined;
}

/** .NET's list of what an assembly needs has the assembly itself as "XMPro.AppDesigner/4.4.19". */
async function versionOfEntries(contents: ZipContents, entries: readonly string[]): Promise<string | undefined> {
  for (const name of entries.filter((entry) => /\.deps\.json$/i.test(entry))) {
    const text = await contents.read(name, MAX_DOCUMENT_BYTES).catch(() => undefined);
    const document = parseJson(text?.toString("utf8").replace(/^\uFEFF/, "") ?? "");
    const libraries = (document as { readonly libraries?: unknown } | null | undefined)?.libraries;
    const own = Object.keys(libraries ?? {}).find((library) => library.toLowerCase().startsWith(`${stem(name).toLowerCase()}/`));
    const version = own?.slice(stem(name).length + 1);
    // Where nobody sets a version, .NET's build writes this one.
    if (version !== undefined && VERSION.test(version) && version !== "1.0.0") return version;
  }
  return undefined;
}

async function versionOfAssemblies(contents: ZipContents, assemblies: readonly string[]): Promise<string | undefined> {
  const shortest = [...assemblies].sort((a, b) => stem(a).length - stem(b).length)[0];
  if (shortest === undefined) return undefined;
  const version = fileVersion((await contents.read(shortest, MAX_ASSEMBLY_BYTES).catch(() => undefined)) ?? Buffer.alloc(0));
  return version !== undefined && VERSION.test(version) ? version : undefined;
}

function base(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** The assembly's name: without folder and ending. */
function stem(name: string): string {
  return base(name).replace(/\.(deps\.json|runtimeconfig\.json|dll)$/i, "");
}
