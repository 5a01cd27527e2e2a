import { PRODUCTS } from "../../infra/xmpro/products.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import type { AwsAccess } from "../deployed-stack/aws-access.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import { parameterPath } from "../import-secrets/parameter-path.ts";
import { ParameterStore, type StoredParameter } from "../import-secrets/parameter-store.ts";
import { SecretValue } from "../import-secrets/secrets-file/secret-value.ts";
import { ConnectionString } from "./connection-string.ts";
import type { ProductLogin } from "./product-login.ts";

/** What became of a connection string in SSM. */
export interface Use {
  readonly parameter: string;
  readonly result: "written" | "unchanged" | "other server" | "other database" | "windows login" | "not secure";
}

/**
 * Puts a login into the connection strings of its product in SSM, and leaves all else in them as it is. What is for another server or database is
 * not touched.
 *
 * @throws CouldNotLook when SSM does not store one; its words are left out, as they may quote the value
 */
export async function useLogin(access: AwsAccess, stack: DeployedStack, login: ProductLogin, password: string): Promise<Use[]> {
  const prefix = stack.outputs.parameterPrefixes[login.product];
  const store = new ParameterStore(access, {
    prefix,
    keyArn: stack.outputs.parameterKeyArn,
    tags: {},
    description: `XMPro ${PRODUCTS[login.product].title}, from App Secrets.xml`,
  });
  const { host, port } = stack.outputs.sqlServer;
  const server = `${host},${port}`.toLowerCase();
  const uses: Use[] = [];
  for (const parameter of await store.list(new Set())) {
    if (!isConnectionString(parameter.name, prefix)) continue;
    const text = new ConnectionString(parameter.value.reveal());
    const result = resultOf(parameter, text, { login, password, server });
    if (result === "written") await write(store, parameter.name, text.withLogin(login.login, password));
    uses.push({ parameter: parameter.name, result });
  }
  return uses;
}

/** PREFIX_SQLSERVER of Subscription Manager, and /PREFIX/xmpro/data/connectionString of the other two. */
function isConnectionString(name: string, prefix: string): boolean {
  return /(^|\/)(sqlserver|data\/connectionstring)$/.test(parameterPath(name, prefix));
}

function resultOf(
  { isSecure }: StoredParameter,
  text: ConnectionString,
  { login, password, server }: { readonly login: ProductLogin; readonly password: string; readonly server: string },
): Use["result"] {
  if (!isSecure) return "not secure";
  if (text.server !== server) return "other server";
  if (text.database?.toLowerCase() !== login.database.toLowerCase()) return "other database";
  if (text.usesWindowsLogin) return "windows login";
  return text.signsInWith(login.login, password) ? "unchanged" : "written";
}

async function write(store: ParameterStore, name: string, value: string): Promise<void> {
  try {
    await store.put(name, new SecretValue(value), false);
  } catch (error) {
    throw new CouldNotLook(`AWS did not store the parameter ${name}: ${(error as Error).name}. Run the command again.`);
  }
}
