import { account } from "./schema/account.ts";
import { mail } from "./schema/mail.ts";
import { names } from "./schema/names.ts";
import { network } from "./schema/network.ts";
import { products } from "./schema/products.ts";
import { redis } from "./schema/redis.ts";
import { relay } from "./schema/relay.ts";
import type { Section, Setting } from "./schema/setting.ts";
import { sqlServer } from "./schema/sql-server.ts";

/**
 * Every setting of our own: its row is the one place where its name, type, default and description are written. `npm run docs` writes
 * the config block of `Pulumi.yaml` and `docs/settings.md` from it. The reader needs it because the engine hands a program text
 * without types, and because the tests and the offline preview run without the engine's defaults.
 */
export const schema = { ...names, ...network, ...sqlServer, ...redis, ...products, ...mail, ...relay, ...account };

/** The same by the headings of the documentation. */
export const sections: Readonly<Record<string, Section>> = {
  "Names and reach": names,
  Network: network,
  "SQL Server: a new one, or an existing one with sqlHost": sqlServer,
  "Redis: a new one, or an existing one with redisHost": redis,
  Products: products,
  Mail: mail,
  "The relay": relay,
  "The account": account,
};

export type KeyName = keyof typeof schema;

/** The names of all settings whose row has these fields. */
type KeyWith<Fields extends Partial<Setting>> = {
  [Name in KeyName]: (typeof schema)[Name] extends Fields ? Name : never;
}[KeyName];

/** The names of all settings of one type: a reader of integers cannot be asked for a string's key. */
export type KeyOf<Type extends Setting["type"]> = KeyWith<{ readonly type: Type }>;
type Values = readonly [string, ...string[]];
/** A choice is never "not set": it has a default of its own, or one of each stack. */
export type ChoiceKey =
  | KeyWith<{ readonly values: Values; readonly perStack: true }>
  | KeyWith<{ readonly values: Values; readonly default: string }>;
export type SecretKey = KeyWith<{ readonly secret: true }>;

/** One of the values of a setting that has a list of them. */
export type Choice<Name extends ChoiceKey> = (typeof schema)[Name]["values"][number];

/** What the settings of a stack are while its file says nothing, by the names of the settings. */
export type Defaults = {
  readonly [Name in KeyWith<{ readonly perStack: true }>]: Name extends ChoiceKey
    ? Choice<Name>
    : (typeof schema)[Name]["type"] extends "integer"
      ? number
      : string;
};

/** How "not set" is written for each type: the engine wants a value for every key. A boolean always has a default. */
export const NOT_SET = { string: "", integer: 0, array: [], boolean: undefined } as const;
