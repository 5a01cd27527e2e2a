import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { type FileProblem, FileRefused } from "./file-refused.ts";
import type { Entry } from "./read-entries.ts";

/** Of a standard parameter, bytes. An advanced one takes twice as much, and costs. */
const MAX_VALUE_BYTES = 4096;
/** SSM counts 1011 together with the ARN's part before the name, which no region makes longer than 61. */
const MAX_NAME_LENGTH = 950;
const MAX_LEVELS = 15;

/**
 * Checks that SSM will take the entries, and that the product's instances may read them (`readParameters` in infra/secret-parameter.ts allows
 * them all that begins with the prefix: PREFIX_NAME and /PREFIX/…). Gives each name once. That a name does not begin with "aws" or "ssm" follows
 * from the prefix, which stacks/settings/ checks.
 *
 * @throws FileRefused with all problems at once
 */
export function checkEntries(
  entries: readonly Entry[],
  product: Product,
  prefixes: Readonly<Record<Product, string>>,
): ReadonlyMap<string, Entry> {
  const problems: FileProblem[] = [];
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    const problem = problemOfName(entry.name, product, prefixes) ?? problemOfValue(entry.value.reveal());
    const same = byName.get(entry.name);
    if (problem !== undefined) problems.push({ at: entry.at, problem });
    else if (same === undefined) byName.set(entry.name, entry);
    else if (!same.value.equals(entry.value)) {
      const { line, column } = same.at;
      problems.push({ at: entry.at, problem: `the entry has the name of line ${line}, column ${column} and another value` });
    }
  }
  if (problems.length > 0) throw new FileRefused(problems);
  return byName;
}

function problemOfName(name: string, product: Product, prefixes: Readonly<Record<Product, string>>): string | undefined {
  const beginsWith = (prefix: string) => name.startsWith(prefix) || name.startsWith(`/${prefix}`);
  if (!beginsWith(prefixes[product])) {
    const other = (Object.keys(PRODUCTS) as Product[]).find((each) => beginsWith(prefixes[each]));
    const whose = other === undefined ? "" : `; it begins with the prefix of ${PRODUCTS[other].title} (--product ${other})`;
    return `the name must begin with "${prefixes[product]}" or "/${prefixes[product]}", as ${PRODUCTS[product].title} can read no other${whose}`;
  }
  if (!/^[\w.\-/]+$/.test(name)) return 'the name must be letters, digits, ".", "-", "_" and "/": SSM takes no other characters';
  if (name.length > MAX_NAME_LENGTH) return `the name must have at most ${MAX_NAME_LENGTH} characters`;
  const levels = name.split("/");
  if (levels.length === 1) return undefined;
  if (levels[0] !== "" || levels.slice(1).includes("")) return 'a name with "/" must begin with one, and have text after each';
  return levels.length - 1 > MAX_LEVELS ? `the name must have at most ${MAX_LEVELS} levels` : undefined;
}

function problemOfValue(value: string): string | undefined {
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_VALUE_BYTES)
    return `the value has ${bytes} bytes, and a standard parameter takes ${MAX_VALUE_BYTES}: store it by hand as an advanced one, and delete the entry`;
  return /\{\{.*\}\}/s.test(value)
    ? 'the value has "{{" and "}}", which SSM refuses as a reference to another parameter'
    : undefined;
}
