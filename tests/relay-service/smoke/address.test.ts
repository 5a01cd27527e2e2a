import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "../../support/relay/free-port.ts";
import { smokeOf } from "./smoke-of.ts";

/** The finding of the first check of a server on this machine; the other checks are skipped. */
async function livenessAt(server: Server | undefined, scheme = "http"): Promise<string> {
  if (server) await once(server.listen(0, "127.0.0.1"), "listening");
  const port = server ? (server.address() as AddressInfo).port : await freePort();
  try {
    const report = await smokeOf(`${scheme}://127.0.0.1:${port}`);
    expect(report.failed[0]).toBe("liveness");
    expect(report.saw("latency")).toBe("no relay has answered");
    expect(JSON.stringify(report.findings)).not.toMatch(/ {4}at |\.ts:/);
    return report.saw("liveness");
  } finally {
    if (server) await new Promise((done) => server.close(done));
  }
}

describe("for an address that is not a relay's, the check", () => {
  it("reports a refused connection", async () => {
    expect(await livenessAt(undefined)).toBe("the connection was refused: nothing listens at this address (ECONNREFUSED)");
  });

  it("reports a host name that does not exist", async () => {
    const report = await smokeOf("http://relay.invalid");
    expect(report.saw("liveness")).toMatch(/^(there is no such host name|the host name could not be looked up) \(E/);
  });

  it("reports a connection that was closed without an answer", async () => {
    const hangingUp = createServer((socket) => void socket.destroy());
    expect(await livenessAt(hangingUp)).toMatch(/^the connection was closed without an answer/);
  });

  it("reports an answer that is not HTTP", async () => {
    const greeting = createServer((socket) => void socket.resume().end("220 mail.example.com ESMTP\r\n"));
    expect(await livenessAt(greeting)).toMatch(/^the server's answer is not valid HTTP/);
  });

  it("reports a port that does not speak TLS", async () => {
    const plain = createHttpServer((_request, response) => void response.end());
    expect(await livenessAt(plain, "https")).toMatch(/^the TLS handshake failed; is this a port for https\?/);
  });

  it("reports what another API answers", async () => {
    const api = createHttpServer((_request, response) => {
      response.writeHead(404, { "content-type": "application/json", server: "nginx/1.2" }).end('{"message":"Not found"}');
    });
    expect(await livenessAt(api)).toBe("status 404 with application/json from nginx: this is not an answer of a relay");
  });

  it("stops reading an answer that never ends", async () => {
    const endless = createHttpServer((request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(1_000_000)), 1);
      request.socket.on("close", () => clearInterval(timer));
      response.on("error", () => {});
    });
    expect(await livenessAt(endless)).toMatch(/^the answer to .* is longer than any answer of a relay$/);
  });

  it("reports a port that fetch refuses", async () => {
    const report = await smokeOf("http://127.0.0.1:6000");
    expect(report.saw("liveness")).toBe("the port belongs to another protocol, so fetch refuses it");
  });
});
