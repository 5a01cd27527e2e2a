import type { Product } from "../../infra/xmpro/products.ts";
import type { StackOutputs } from "../deployed-stack/stack-outputs.ts";

/** A parameter whose value the stack decides, or a part of it. */
export interface StackValue {
  /** What the stack has, for a person: "the stack's database server is …". Holds no secret. */
  readonly expected: string;
  /** Whether a value is for this stack. Of a connection string only host and port count: login and options are the product's. */
  readonly agrees: (value: string) => boolean;
}

type Facts = Pick<StackOutputs, "hosts" | "sqlServer" | "redis" | "autoScale">;

/**
 * What the stack knows about a parameter; undefined for one that the installer alone decides. The names are XMPro's of Azure in both forms:
 * Subscription Manager's PREFIX_SQLSERVER, and /PREFIX/xmpro/data/connectionString of the other two. Case and separators do not count, as they
 * differ by version.
 */
export function stackValueOf(name: string, product: Product, prefix: string, facts: Facts): StackValue | undefined {
  const { hosts, sqlServer, redis, autoScale } = facts;
  const path = name
    .replace(/^\//, "")
    .slice(prefix.length)
    .replace(/[/_.-]+/g, "/")
    .toLowerCase();
  const is = (...ends: string[]) => ends.some((end) => path === end || path.endsWith(`/${end}`));
  if (is("sqlserver", "data/connectionstring"))
    return {
      expected: `the stack's database server is ${sqlServer.host},${sqlServer.port}`,
      agrees: (value) => databaseOf(value) === `${sqlServer.host},${sqlServer.port}`.toLowerCase(),
    };
  if (is("redis", "autoscale/connectionstring"))
    return {
      expected: `the stack's Redis is ${redis.host}:${redis.port}`,
      agrees: (value) => (isNothing(value) ? autoScale !== true : redisOf(value) === `${redis.host}:${redis.port}`.toLowerCase()),
    };
  if (is("autoscaleenable", "autoscale/enabled"))
    return {
      expected: `the stack's setting autoScale is ${autoScale ?? "unknown"}`,
      agrees: (value) => autoScale === undefined || value.trim().toLowerCase() === String(autoScale),
    };
  const owner = ownerOfUrl(is, product);
  if (owner === undefined) return undefined;
  return { expected: `the stack's URL is https://${hosts[owner]}`, agrees: (value) => hostOf(value) === hosts[owner] };
}

/** Whose URL a parameter has. "client" is the product itself, the server of identities is Subscription Manager. */
function ownerOfUrl(is: (...ends: string[]) => boolean, product: Product): Product | undefined {
  if (is("dnsname", "xmidentity/client/baseurl")) return product;
  if (is("xmidentity/server/baseurl")) return "sm";
  if (is("datastreamdesigner/server/baseurl")) return "ds";
  if (is("appdesigner/server/baseurl")) return "ad";
  return undefined;
}

/** "host,port" of a connection string of SQL Server. Its last server counts, as for .NET; quotes may hold a ";". */
function databaseOf(value: string): string | undefined {
  let server: string | undefined;
  for (const [, key = "", quoted, text = ""] of value.matchAll(
    /([^=;]+)=\s*(?:("(?:[^"]|"")*"|'(?:[^']|'')*')\s*|([^;]*))(?:;|$)/g,
  )) {
    if (!/^\s*(data source|server|address|addr|network address)\s*$/i.test(key)) continue;
    server = (quoted === undefined ? text : quoted.slice(1, -1)).trim().toLowerCase();
  }
  const [, host, port = "1433"] = /^(?:tcp:)?([^,\\]+?)\s*(?:,\s*(\d+))?$/.exec(server ?? "") ?? [];
  return host === undefined ? undefined : `${host},${port}`;
}

/** "host:port" of a connection string of StackExchange.Redis; undefined with none or more than one. */
function redisOf(value: string): string | undefined {
  const endpoints = value
    .split(",")
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== "" && !part.includes("="));
  const [endpoint] = endpoints;
  if (endpoint === undefined || endpoints.length > 1) return undefined;
  return endpoint.includes(":") ? endpoint : `${endpoint}:6379`;
}

/** What the installers write where there is no Redis. */
function isNothing(value: string): boolean {
  return ["", "-"].includes(value.trim());
}

/** The host of an HTTPS URL, or of a bare name. As written: with an upper-case letter in it nobody can sign in (OIDC). */
function hostOf(value: string): string | undefined {
  return /^(?:https:\/\/)?([^/:?#\s]+)(?::443)?(?:\/.*)?$/.exec(value.trim())?.[1];
}
