import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import { makeCertificate } from "../../support/relay/certificate.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { kind, lines, newPair, newStore, poll, untilReady } from "./redis-stores.ts";

const PASSWORD = "p@ss:w/rd %41";

let server: RedisServer;

describeWithRedis("the Redis store with a password", () => {
  beforeAll(async () => {
    server = await startRedis({ password: PASSWORD });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    lines.length = 0;
  });

  it("authenticates with the password of its url", async () => {
    const store = newStore(server.url);
    await untilReady(store);
    expect(await kind(store, await newPair(store), 1)).toBe("ok");
  });

  it.each(["", ":wrong-password@", "someone:wrong-password@"])(
    "is not ready with the credentials '%s', and logs no password",
    async (user) => {
      const store = newStore(server.url.replace(/\/\/.*@/, `//${user}`));
      await poll(() => lines.length).toBe(1);
      expect(store.isReady).toBe(false);
      expect(JSON.stringify(lines)).toMatch(/NOAUTH|WRONGPASS/);
      expect(JSON.stringify(lines)).not.toContain("wrong-password");
    },
  );
});

describeWithRedis("the Redis store over TLS", () => {
  const { certificate, key, directory } = makeCertificate("localhost");
  const trusted = getCACertificates("default");
  beforeAll(async () => {
    server = await startRedis({ password: PASSWORD, tls: { certificate, key } });
  });
  afterAll(async () => {
    setDefaultCACertificates(trusted);
    await server.stop();
    rmSync(directory, { recursive: true });
  });
  beforeEach(() => {
    lines.length = 0;
  });

  it("sends the host name with SNI, as one address may have many names", async () => {
    const named = Promise.withResolvers<string>();
    const listener = createServer({ SNICallback: (name) => named.resolve(name) });
    listener.on("tlsClientError", () => {});
    onTestFinished(() => void listener.close());
    await once(listener.listen(0, "127.0.0.1"), "listening");
    newStore(`rediss://localhost:${(listener.address() as AddressInfo).port}`);
    expect(await named.promise).toBe("localhost");
  });

  it("refuses a server with an untrusted certificate", async () => {
    const store = newStore(server.url);
    await poll(() => lines.length).toBe(1);
    expect(store.isReady).toBe(false);
    expect(lines).toEqual([[{ reason: "DEPTH_ZERO_SELF_SIGNED_CERT" }, expect.any(String)]]);
  });

  it("works with a server whose certificate is trusted, and only under its name", async () => {
    setDefaultCACertificates([...trusted, readFileSync(certificate, "utf8")]);
    const store = newStore(server.url);
    await untilReady(store);
    expect(await kind(store, await newPair(store), 1)).toBe("ok");

    const other = newStore(server.url.replace("localhost", "127.0.0.1"));
    await poll(() => lines.length).toBe(1);
    expect(lines).toEqual([[{ reason: "ERR_TLS_CERT_ALTNAME_INVALID" }, expect.any(String)]]);
    expect(other.isReady).toBe(false);
  });
});

describeWithRedis("the Redis store on a cluster without slots", () => {
  it("is not ready", async () => {
    server = await startRedis({ args: ["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"] });
    onTestFinished(() => server.stop());
    lines.length = 0;
    const store = newStore(server.url);
    await poll(() => lines.length).toBe(1);
    expect(lines).toEqual([[{ reason: "CLUSTERDOWN" }, expect.any(String)]]);
    expect(store.isReady).toBe(false);
  });
});
