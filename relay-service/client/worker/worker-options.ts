import { areRelayKeys, listIn, originOf, RELAY_KEYS, RELAY_ORIGIN } from "../options.ts";

/** What the page has chosen. The worker gets it in the query of its own url, so that another choice is another worker. */
export interface WorkerOptions {
  /** The origins whose calls are sealed, in the form of `URL.origin`. */
  readonly origins: readonly string[];
  /** The relays' public keys; undefined: any relay with a valid TLS certificate. */
  readonly relayKeys: readonly string[] | undefined;
}

/** Reads lists that are separated by spaces or commas. Throws a `TypeError` that names all problems at once. */
export function readWorkerOptions(origins: string | undefined, relayKeys: string | undefined): WorkerOptions {
  const given = { origins: listIn(origins ?? ""), relayKeys: relayKeys === undefined ? undefined : listIn(relayKeys) };
  const named = given.origins.map(originOf);
  const problems: string[] = [];
  if (named.length === 0 || named.includes(undefined)) {
    problems.push(`origins must be a list, each ${RELAY_ORIGIN}, got ${JSON.stringify(given.origins)}`);
  }
  if (given.relayKeys !== undefined && !areRelayKeys(given.relayKeys)) {
    problems.push(`relay-keys must be ${RELAY_KEYS}, got ${JSON.stringify(given.relayKeys)}`);
  }
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return { origins: [...new Set(named as string[])], relayKeys: given.relayKeys };
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
