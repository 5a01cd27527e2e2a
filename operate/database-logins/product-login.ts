import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";

/** The login of a product. */
export interface ProductLogin {
  readonly product: Product;
  readonly login: string;
  /** Its own database. */
  readonly database: string;
  /** SSM parameter that has its password. */
  readonly passwordParameter: string;
}

/** Databases of SQL Server and of RDS. */
const SYSTEM = ["master", "model", "msdb", "tempdb", "rdsadmin", "rdscore", "resource"];
/** SQL Server's limit for the name of a database. */
const MAX_NAME = 123;

/**
 * The logins of some products. Their passwords are beside that of the master login, which no role of a product may read: those begin with the
 * product's own prefix.
 *
 * @param names names of databases; XMPro's own, such as "SM", where none is given
 * @throws CommandRefused for what cannot be the name of a product's database
 */
export function productLogins(
  products: readonly Product[],
  names: Readonly<Record<Product, string | undefined>>,
  masterPasswordParameter: string,
): ProductLogin[] {
  const folder = masterPasswordParameter.slice(0, masterPasswordParameter.lastIndexOf("/"));
  checkNames(names);
  return products.map((product) => ({
    product,
    login: `xmpro_${product}`,
    database: names[product] ?? defaultName(product),
    passwordParameter: `${folder}/logins/${product}`,
  }));
}

const defaultName = (product: Product) => product.toUpperCase();

function checkNames(names: Readonly<Record<Product, string | undefined>>): void {
  const problems: string[] = [];
  const all = (Object.keys(PRODUCTS) as Product[]).map((product) => [product, names[product] ?? defaultName(product)] as const);
  for (const [at, [product, name]] of all.entries()) {
    const example = `such as "--database-${product} ${defaultName(product)}"`;
    if (name.trim() !== name || name.length > MAX_NAME || /\p{C}/u.test(name))
      problems.push(
        `--database-${product} must have at most ${MAX_NAME} characters, none of them a control character or a space at an end, ${example}`,
      );
    else if (SYSTEM.includes(name.toLowerCase()))
      problems.push(`--database-${product} must not be a database of SQL Server or RDS (${SYSTEM.join(", ")}), ${example}`);
    else if (all.slice(0, at).some(([, other]) => other.toLowerCase() === name.toLowerCase()))
      problems.push(`--database-${product} must be the product's own: another product has that name, ${example}`);
  }
  if (problems.length > 0) throw new CommandRefused(problems, EXIT_CODE.usage);
}
