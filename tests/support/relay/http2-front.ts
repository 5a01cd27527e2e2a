import { readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createSecureServer, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { makeCertificate } from "./certificate.ts";

/** A server that accepts HTTP/2 over TLS, as a load balancer does, and passes requests on over HTTP/1.1. */
export interface Http2Front extends AsyncDisposable {
  /** `https://localhost:<port>`; only the test trusts its certificate. */
  readonly origin: string;
}

/** Forwards to `port` on this machine. */
export async function http2Front(port: number): Promise<Http2Front> {
  const { directory, certificate, key } = makeCertificate("localhost");
  const server = createSecureServer({ cert: readFileSync(certificate), key: readFileSync(key) });
  rmSync(directory, { recursive: true });
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream, headers) => {
    const { ":method": method, ":path": path, ":authority": host, ...others } = headers;
    const fields = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith(":")));
    const passed = httpRequest({ port, method, path, headers: { ...fields, host } }, (answer) => {
      const { connection, "transfer-encoding": _coding, "keep-alive": _alive, ...rest } = answer.headers;
      stream.respond({ ":status": answer.statusCode, ...rest });
      answer.pipe(stream);
      // The rest of a request that was answered early is read and dropped.
      answer.on("end", () => stream.unpipe(passed).resume());
    });
    passed.on("error", () => stream.close());
    stream.on("error", () => passed.destroy());
    stream.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, "localhost", done));
  return {
    origin: `https://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
