import { createServer, type RequestListener } from "node:http";
import { describe, expect, it } from "vitest";
import { checkRedirect } from "../../../relay-service/smoke/checks/redirect.ts";
import { listening } from "../../../relay-service/src/server/listening.ts";
import { freePort } from "../../support/relay/free-port.ts";

const HTTPS = "https://relay.example.com";

/** The finding for a server on this machine that answers like this on its port without TLS. */
async function redirectOf(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listening(server, 0, "127.0.0.1");
  try {
    return await checkRedirect(`http://127.0.0.1:${port}`, HTTPS).catch(
      (error: Error) => `FAILED ${error.name}: ${error.message}`,
    );
  } finally {
    await new Promise((done) => server.close(done));
  }
}

describe("the port without TLS", () => {
  it.each([301, 308])("may redirect to the same path of https with %i", async (status) => {
    const finding = await redirectOf(
      (request, response) => void response.writeHead(status, { location: HTTPS + request.url }).end(),
    );
    expect(finding).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+ redirects to https with ${status}$`));
  });

  it("may name the port of https", async () => {
    const finding = await redirectOf((request, response) => {
      response.writeHead(301, { location: `https://relay.example.com:443${request.url}` }).end();
    });
    expect(finding).toContain("redirects to https");
  });

  it("must not redirect elsewhere, to another path or temporarily", async () => {
    const to = (status: number, location: string) =>
      redirectOf((_request, response) => void response.writeHead(status, { location }).end());
    expect(await to(301, "https://www.example.com/")).toContain("FAILED CheckFailed: http");
    expect(await to(301, HTTPS)).toMatch(/ redirects to https:\/\/relay\.example\.com\/$/);
    expect(await to(302, HTTPS)).toMatch(/ answers with status 302 instead of a permanent redirect to https$/);
  });

  it("must not answer itself", async () => {
    expect(await redirectOf((_request, response) => void response.end("hello"))).toMatch(/ answers with status 200 instead/);
  });

  it("may be closed", async () => {
    const closed = `http://127.0.0.1:${await freePort()}`;
    expect(await checkRedirect(closed, HTTPS)).toContain(`${closed} does not answer: the connection was refused`);
  });
});
