/** The parts of the hub's answer to a negotiation that are used here. */
interface Negotiation {
  readonly url?: string;
  readonly availableTransports?: readonly { readonly transport?: string }[];
}

/**
 * The hub's answer to a negotiation without the transports that the relay does not seal. For those, the library would send its url and
 * access token in the clear. Throws when none is left, and when the hub sends its clients to another origin. `url` is that of the answer.
 */
export function sealedNegotiation(text: string, url: string, serverSentEvents: boolean): string {
  let negotiation: Negotiation | null;
  try {
    negotiation = JSON.parse(text);
  } catch {
    // The library reports it.
    return text;
  }
  const { origin } = new URL(url);
  const next = negotiation?.url && URL.parse(negotiation.url, url)?.origin;
  if (next !== origin && negotiation?.url) {
    throw new Error(`the hub sends its clients to ${next ?? "an invalid url"}, around the relay at ${origin}`);
  }
  const offered = negotiation?.availableTransports;
  if (!Array.isArray(offered)) return text;
  const sealed = serverSentEvents ? ["LongPolling", "ServerSentEvents"] : ["LongPolling"];
  const availableTransports = offered.filter(({ transport }) => sealed.includes(transport));
  if (availableTransports.length === 0 && offered.length > 0) {
    throw new Error(`the hub must offer ${sealed.join(" or ")}: the relay seals no other transport for this connection`);
  }
  return JSON.stringify({ ...negotiation, availableTransports });
}
