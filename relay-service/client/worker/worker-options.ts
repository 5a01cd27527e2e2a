import { originOf, RELAY_ORIGIN } from "../options.ts";
import { parsePin } from "../pairing/relay-identity.ts";

/** What the page has chosen. The worker gets it in the query of its own url, so that another choice is another worker. */
export interface WorkerOptions {
  /** The origins whose calls are sealed, in the form of `URL.origin`. */
  readonly origins: readonly string[];
  /** The relays' public keys; undefined: any relay with a valid TLS certificate. */
  readonly relayKeys: readonly string[] | undefined;
}

/** Reads lists that are separated by spaces or commas. Throws a `TypeError` that names all problems at once. */
export function readWorkerOptions(origins: string | undefined, relayKeys: string | undefined): WorkerOptions {
  const given = { origins: listOf(origins), relayKeys: listOf(relayKeys) };
  const named = given.origins.map(originOf);
  const problems: string[] = [];
  if (named.length === 0 || named.includes(undefined)) {
    problems.push(`origins must be a list, each ${RELAY_ORIGIN}, got ${JSON.stringify(given.origins)}`);
  }
  // An attribute that is there but empty would mean "no pin", which nobody wants who has written it.
  if (relayKeys !== undefined && (given.relayKeys.length === 0 || !given.relayKeys.every(parsePin))) {
    problems.push(
      `relay-keys must be a list of Ed25519 public keys, each 43 characters of base64url or 64 hex digits, got ${JSON.stringify(given.relayKeys)}`,
    );
  }
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return {
    origins: [...new Set(named as string[])],
    relayKeys: relayKeys === undefined ? undefined : given.relayKeys,
  };
}

/** The query of the worker's url. */
export function queryOf({ origins, relayKeys }: WorkerOptions): string {
  return `?${new URLSearchParams({ origins: origins.join(" "), ...(relayKeys && { relayKeys: relayKeys.join(" ") }) })}`;
}

/** The inverse of {@link queryOf}. */
export function readQuery(query: string): WorkerOptions {
  const parameters = new URLSearchParams(query);
  return readWorkerOptions(parameters.get("origins") ?? undefined, parameters.get("relayKeys") ?? undefined);
}

function listOf(text: string | undefined): string[] {
  return text?.split(/[\s,]+/).filter((item) => item !== "") ?? [];
}
