import { describe, expect, it } from "vitest";
import { loginOf, serverOf, withServer } from "../../../operate/import-secrets/stack-values/connection-string.ts";
import { redisOf, withRedis } from "../../../operate/import-secrets/stack-values/redis-string.ts";
import { fc } from "../../support/fast-check.ts";

/** As .NET's SqlConnectionStringBuilder writes a value. */
const quoted = (value: string) => (/^[\w.:,\\-]+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`);
const pairs = (values: readonly (readonly [string, string])[]) =>
  values.map(([key, value]) => `${key}=${quoted(value)}`).join(";");

const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => value.trim() === value);
const option = fc.tuple(fc.constantFrom("Database", "Encrypt", "Application Name", "TrustServerCertificate"), text);
const options = fc.array(option, { maxLength: 6 });
const serverKey = fc.constantFrom("Server", "Data Source", "ADDRESS", "Network Address");
const host = fc.constantFrom("old.example.com", "tcp:old,1433", "old\\SQLEXPRESS", "old,1500");
const SERVER = "db.example.internal,1433";

describe("a connection string of SQL Server", () => {
  it("changes in its server and its password alone, whatever the other values are", () => {
    fc.assert(
      fc.property(options, serverKey, host, options, text, text, (before, key, old, after, password, next) => {
        const build = (server: string, secret: string) =>
          pairs([...before, [key, server], ["User ID", "app"], ["Password", secret], ...after]);
        const moved = withServer(build(old, password), { server: SERVER, password: undefined }) ?? "";
        expect(moved).toBe(build(`${old.startsWith("tcp:") ? "tcp:" : ""}${SERVER}`, password));
        expect([serverOf(moved), loginOf(moved)]).toEqual([SERVER, "app"]);
        const changed = withServer(moved, { server: SERVER, password: next }) ?? "";
        expect(withServer(changed, { server: SERVER, password: next })).toBe(changed);
        expect(withServer(changed, { server: SERVER, password })).toBeDefined();
        expect(serverOf(changed)).toBe(SERVER);
        expect(changed.length - moved.length === 0 || next !== password).toBe(true);
      }),
    );
  });

  it("is left alone where it names no server, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 200 }), (any) => {
        const moved = withServer(any, { server: SERVER, password: "x" });
        expect(moved === undefined || serverOf(moved) === SERVER).toBe(true);
      }),
    );
  });
});

describe("a connection string of Redis", () => {
  it("keeps its other options, and does not change the second time", () => {
    const option = fc.constantFrom("abortConnect=False", "syncTimeout=5000", "name=x", "SSL=false", "password=old", "ssl = True");
    const endpoints = fc.constantFrom([], ["old"], ["old:6380"], ["a:1", "b:2"]);
    fc.assert(
      fc.property(endpoints, fc.uniqueArray(option), (old, others) => {
        const wish = { endpoint: "redis.example.internal:6379", token: "token=1" };
        const composed = withRedis([...old, ...others].join(","), wish);
        expect(redisOf(composed)).toBe(wish.endpoint);
        expect(composed.match(/password=/gi)).toHaveLength(1);
        expect(composed.match(/ssl\s*=\s*true/gi)).toHaveLength(1);
        for (const each of others) if (!/ssl|password/i.test(each)) expect(composed).toContain(each);
        expect(withRedis(composed, wish)).toBe(composed);
      }),
    );
  });
});
