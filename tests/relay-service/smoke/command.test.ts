import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SmokeResult } from "../../../relay-service/smoke/run-smoke.ts";
import { builtClient } from "../../support/browsers/built-client.ts";
import { freePort } from "../../support/relay/free-port.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const PROGRAM = join(import.meta.dirname, "../../../relay-service/smoke/smoke.ts");

/** Runs the command as `npm run smoke` does. */
async function command(argv: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}

let relay: RelayUnderTest;

beforeAll(async () => {
  relay = await runRelay({ publicFiles: (await builtClient()).publicFiles });
});
afterAll(() => relay.close());

describe("the smoke command", () => {
  it("prints a line for each check and ends with code 0 when all checks passed", async () => {
    const { code, output, errors } = await command([relay.url, "--requests", "2"]);
    const lines = output.trim().split("\n");
    expect(lines.slice(0, -1).filter((line) => !/^(ok {6}|skipped )[a-zA-Z]+ ?[a-zA-Z]* +\S/.test(line))).toEqual([]);
    expect([lines.length, lines.at(-1), code, errors]).toEqual([14, "all checks passed", 0, ""]);
  });

  it("ends with code 1 when a check has failed", async () => {
    const { code, output, errors } = await command([`http://127.0.0.1:${await freePort()}`]);
    expect(output).toMatch(/^FAILED {2}liveness {8}the connection was refused/);
    expect([output.trim().split("\n").at(-1), code, errors]).toEqual(["1 check FAILED", 1, ""]);
  });

  it("ends with code 2 when an argument is wrong, and sends no request", async () => {
    relay.upstream.seen.length = 0;
    const { code, output, errors } = await command([relay.url, "--requests", "x", "--pin", "y"]);
    expect([code, output, errors.trim().split("\n").length]).toEqual([2, "", 2]);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("prints one JSON document with --json", async () => {
    const { code, output } = await command([relay.url, "--requests", "2", "--json"]);
    const { url, ok, checks, latencyMs } = JSON.parse(output) as {
      url: string;
      ok: boolean;
      checks: SmokeResult["findings"];
      latencyMs: SmokeResult["latency"];
    };
    expect([url, ok, code, checks.length]).toEqual([relay.url, true, 0, 13]);
    const figures = [latencyMs?.sealed, latencyMs?.echo].flatMap((each) => [each?.p50, each?.p95]);
    expect(figures.every((each) => typeof each === "number" && each > 0)).toBe(true);
  });

  it("prints its usage with --help", async () => {
    const { code, output } = await command(["--help"]);
    expect([code, output.startsWith("npm run smoke -- <url>")]).toEqual([0, true]);
  });
});

describe("a relay behind TLS", () => {
  /** A front that ends TLS before the relay, as a load balancer does, with a certificate for localhost that is valid for so many days. */
  async function tlsFront(days: number) {
    const directory = mkdtempSync(join(tmpdir(), "smoke-"));
    const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
    const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key];
    const subject = ["-subj", "/CN=localhost/O=Test authority", "-addext", "subjectAltName=DNS:localhost"];
    execFileSync("openssl", ["req", "-x509", "-days", `${days}`, ...newKey, ...subject, "-out", certificate], {
      stdio: "ignore",
    });
    const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (client) => {
      const onward = connect(relay.port, "127.0.0.1");
      client.on("error", () => onward.destroy());
      onward.on("error", () => client.destroy());
      client.pipe(onward).pipe(client);
    });
    await once(server.listen(0, "localhost"), "listening");
    return {
      url: `https://localhost:${(server.address() as AddressInfo).port}`,
      trusted: { NODE_EXTRA_CA_CERTS: certificate },
      [Symbol.asyncDispose]: async () => {
        rmSync(directory, { recursive: true });
        await new Promise((done) => server.close(done));
      },
    };
  }

  it("passes with a trusted certificate", async () => {
    await using front = await tlsFront(30);
    const { code, output } = await command([front.url, "--requests", "2"], front.trusted);
    expect(output).toMatch(/^ok {6}TLS +TLSv1\.3, TLS_\w+, [\w./]+; certificate of Test authority, (29|30) days left$/m);
    expect(code).toBe(0);
  });

  it("fails with a certificate that expires soon", async () => {
    await using front = await tlsFront(3);
    const { code, output } = await command([front.url, "--requests", "2"], front.trusted);
    expect(output).toMatch(/^FAILED {2}TLS .*, [23] days left; it must be 14 or more: does its renewal work\?$/m);
    expect(output).toContain("1 check FAILED");
    expect(code).toBe(1);
  });

  it("fails with an untrusted certificate, which is shown", async () => {
    await using front = await tlsFront(30);
    const { code, output } = await command([front.url]);
    expect(output).toMatch(/^FAILED {2}liveness +the certificate was not issued by an authority that this machine trusts/m);
    expect(output).toMatch(
      /^FAILED {2}TLS .*certificate of Test authority.*not issued by an authority that this machine trusts/m,
    );
    expect(code).toBe(1);
  });
});
