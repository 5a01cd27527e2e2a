import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { Unmet } from "./unmet.ts";
import { unreachable } from "./unreachable.ts";

const CONNECT_MS = 10_000;
const DAY_MS = 86_400_000;
/** ACM renews a certificate 60 days before its end; whoever has less than this left has a renewal that does not work. */
const LEAST_DAYS = 14;

/** TLS 1.2 or newer, and a certificate that this machine trusts for the name, for two weeks at least. `url` is one of https. */
export async function checkTls(url: URL): Promise<string> {
  const socket = await handshake(url).catch((error: unknown) => {
    throw new Unmet(unreachable(error));
  });
  try {
    const protocol = socket.getProtocol() ?? "an unknown protocol";
    const certificate = socket.getPeerCertificate();
    const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / DAY_MS);
    const issuer = certificate.issuer?.O ?? certificate.issuer?.CN ?? "an unknown authority";
    const alpn = typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : "HTTP/1.1";
    const saw = `${protocol}, ${socket.getCipher().standardName}, ${alpn}; certificate of ${issuer}, ${days} days left`;
    if (!socket.authorized) throw new Unmet(`${saw}; ${untrusted(socket)}`);
    if (!/^TLSv1\.[23]$/.test(protocol)) throw new Unmet(`${saw}; the protocol must be TLS 1.2 or 1.3`);
    if (!(days >= LEAST_DAYS)) throw new Unmet(`${saw}; it must be ${LEAST_DAYS} or more: does its renewal work?`);
    return saw;
  } finally {
    socket.destroy();
  }
}

/** `authorizationError` is a code, whatever its type says. */
function untrusted(socket: TLSSocket): string {
  const code: unknown = socket.authorizationError;
  return code instanceof Error ? unreachable(code) : unreachable(Object.assign(new Error(`${code}`), { code }));
}

/** Nothing is sent over the connection, so that one of an untrusted certificate can be looked at as well. */
function handshake({ hostname, port }: URL): Promise<TLSSocket> {
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: Number(port || 443),
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: ["h2", "http/1.1"],
      rejectUnauthorized: false,
    });
    socket.setTimeout(CONNECT_MS, () => socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
  });
}
