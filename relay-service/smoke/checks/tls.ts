import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { CheckFailed } from "../check-failed.ts";
import { unreachable } from "../unreachable.ts";

const CONNECT_TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
/** ACM renews a certificate 60 days before it expires. With fewer days than this left, its renewal does not work. */
const MIN_DAYS_LEFT = 14;

/** Checks that the relay uses TLS 1.2 or newer, with a certificate that this machine trusts and that does not expire soon. */
export async function checkTls(url: URL): Promise<string> {
  const socket = await handshake(url).catch((error: unknown) => {
    throw new CheckFailed(unreachable(error));
  });
  try {
    const protocol = socket.getProtocol() ?? "an unknown protocol";
    const certificate = socket.getPeerCertificate();
    const days = Math.floor((Date.parse(certificate.valid_to) - Date.now()) / DAY_MS);
    const issuer = certificate.issuer?.O ?? certificate.issuer?.CN ?? "an unknown authority";
    const alpn = typeof socket.alpnProtocol === "string" ? socket.alpnProtocol : "HTTP/1.1";
    const saw = `${protocol}, ${socket.getCipher().standardName}, ${alpn}; certificate of ${issuer}, ${days} days left`;
    if (!socket.authorized) throw new CheckFailed(`${saw}; ${untrusted(socket)}`);
    if (!/^TLSv1\.[23]$/.test(protocol)) throw new CheckFailed(`${saw}; the protocol must be TLS 1.2 or 1.3`);
    if (!(days >= MIN_DAYS_LEFT)) throw new CheckFailed(`${saw}; it must be ${MIN_DAYS_LEFT} or more: does its renewal work?`);
    return saw;
  } finally {
    socket.destroy();
  }
}

/** `authorizationError` is a code, although its type is Error. */
function untrusted(socket: TLSSocket): string {
  const code: unknown = socket.authorizationError;
  return code instanceof Error ? unreachable(code) : unreachable(Object.assign(new Error(`${code}`), { code }));
}

/** Also accepts an untrusted certificate, so that it can be reported. Nothing is sent over the connection. */
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
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
  });
}
