/** The meanings of error codes of Node and OpenSSL, for somebody who has just deployed a relay. */
const MEANINGS: readonly (readonly [code: RegExp, words: string])[] = [
  [/^ECONNREFUSED$/, "the connection was refused: nothing listens at this address"],
  [/^ENOTFOUND$/, "there is no such host name"],
  [/^EAI_/, "the host name could not be looked up"],
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|TimeoutError)$/, "there was no answer in time"],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, "there is no route to this address"],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, "the connection was closed without an answer"],
  [/^(HPE_|HTTPParserError|UND_ERR_|ERR_HTTP)/, "the server's answer is not valid HTTP"],
  [/^CERT_HAS_EXPIRED$/, "the certificate has expired"],
  [/^CERT_NOT_YET_VALID$/, "the certificate is not valid yet"],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, "the certificate is for another host name"],
  [/SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/, "the certificate was not issued by an authority that this machine trusts"],
  [/^bad port$/, "the port belongs to another protocol, so fetch refuses it"],
  [/^(ERR_SSL_|EPROTO)/, "the TLS handshake failed; is this a port for https?"],
];

/** Why there was no answer, for people. `error` comes from `fetch`, `connect` or anything else. */
export function unreachable(error: unknown): string {
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth++) {
    const { code } = inner as { code?: unknown };
    for (const word of [typeof code === "string" ? code : "", inner.name, inner.message]) {
      const [, words] = MEANINGS.find(([pattern]) => pattern.test(word)) ?? [];
      if (words) return word === code ? `${words} (${code})` : words;
    }
    if (inner.cause === undefined) return inner.message;
  }
  return "the connection failed";
}
