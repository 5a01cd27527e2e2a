import type { Product } from "../../../infra/xmpro/products.ts";
import type { StackOutputs } from "../../deployed-stack/stack-outputs.ts";
import { parameterPath } from "../parameter-path.ts";
import { loginOf, serverOf, withServer } from "./connection-string.ts";
import { mailValueOf } from "./mail-value.ts";
import { isNothing, redisOf, withRedis } from "./redis-string.ts";
import type { StackSecrets } from "./stack-secrets.ts";
import type { StackValue } from "./stack-value.ts";
import { asSwitch, isSwitch } from "./switch-text.ts";

type Facts = Pick<StackOutputs, "hosts" | "sqlServer" | "redis" | "autoScale" | "mail">;

/**
 * What the stack knows about a parameter; undefined for one that the installer alone decides. The names are XMPro's of Azure in both forms:
 * Subscription Manager's PREFIX_SQLSERVER, and /PREFIX/xmpro/data/connectionString of the other two. Case and separators do not count, as they
 * differ by version.
 */
export function stackValueOf(
  name: string,
  product: Product,
  prefix: string,
  facts: Facts,
  secrets: StackSecrets,
): StackValue | undefined {
  const path = parameterPath(name, prefix);
  const is = (...ends: string[]) => ends.some((end) => path === end || path.endsWith(`/${end}`));
  if (is("sqlserver", "data/connectionstring")) return databaseValue(facts.sqlServer, secrets);
  if (is("redis", "autoscale/connectionstring")) return redisValue(facts, secrets);
  if (is("autoscaleenable", "autoscale/enabled")) return autoScaleValue(facts.autoScale);
  const owner = ownerOfUrl(is, product);
  if (owner !== undefined) return urlValue(facts.hosts[owner]);
  return facts.mail && mailValueOf(is, facts.mail, secrets);
}

function databaseValue({ host, port, username }: Facts["sqlServer"], { sqlPassword }: StackSecrets): StackValue {
  const server = `${host},${port}`;
  return {
    expected: `the stack's database server is ${server}`,
    agrees: (value) => serverOf(value) === server.toLowerCase(),
    compose: (present) => {
      // Another login is one that somebody made for this product: its password is not the stack's.
      const isStacksLogin = loginOf(present) === username.toLowerCase();
      return withServer(present, { server, password: isStacksLogin ? sqlPassword?.reveal() : undefined });
    },
  };
}

function redisValue({ redis, autoScale }: Facts, { redisToken }: StackSecrets): StackValue {
  const endpoint = `${redis.host}:${redis.port}`;
  return {
    expected: `the stack's Redis is ${endpoint}`,
    agrees: (value) => (isNothing(value) ? autoScale !== true : redisOf(value) === endpoint.toLowerCase()),
    compose: (present) => {
      if (isNothing(present) && autoScale !== true) return present;
      return redisToken && withRedis(present, { endpoint, token: redisToken.reveal() });
    },
  };
}

function autoScaleValue(autoScale: boolean | undefined): StackValue {
  const agrees = (value: string) => autoScale === undefined || isSwitch(value, autoScale);
  return {
    expected: `the stack's setting autoScale is ${autoScale ?? "unknown"}`,
    agrees,
    compose: (present) => (autoScale === undefined ? present : asSwitch(present, autoScale)),
  };
}

function urlValue(host: string): StackValue {
  return {
    expected: `the stack's URL is https://${host}`,
    agrees: (value) => hostOf(value) === host,
    compose: (present) => {
      if (hostOf(present) === host) return present;
      const [, scheme, path = ""] = /^(https?:\/\/)?[^/?#\s]+(\/\S*)?$/.exec(present.trim()) ?? [];
      return `${scheme === undefined && hostOf(present) !== undefined ? "" : "https://"}${host}${path}`;
    },
  };
}

/** Whose URL a parameter has. "client" is the product itself, the server of identities is Subscription Manager. */
function ownerOfUrl(is: (...ends: string[]) => boolean, product: Product): Product | undefined {
  if (is("dnsname", "xmidentity/client/baseurl")) return product;
  if (is("xmidentity/server/baseurl")) return "sm";
  if (is("datastreamdesigner/server/baseurl")) return "ds";
  if (is("appdesigner/server/baseurl")) return "ad";
  return undefined;
}

/** The host of an HTTPS URL, or of a bare name. As written: with an upper-case letter in it nobody can sign in (OIDC). */
function hostOf(value: string): string | undefined {
  return /^(?:https:\/\/)?([^/:?#\s]+)(?::443)?(?:\/.*)?$/.exec(value.trim())?.[1];
}
