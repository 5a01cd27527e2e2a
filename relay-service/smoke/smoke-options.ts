import { type Pin, parsePin } from "../client/pairing/relay-identity.ts";

/** The options of the smoke test. */
export interface SmokeOptions {
  /** The relay's origin. */
  readonly url: string;
  /** The origin of the page that the checks impersonate. */
  readonly origin: string | undefined;
  /** Path and query of the sealed GETs, with the leading slash. */
  readonly path: string;
  readonly pin: Pin | undefined;
  /** The origin of another host in the relay's DOMAIN_MAP. */
  readonly otherHost: string | undefined;
  /** Number of sealed requests for the latency. */
  readonly requests: number;
  readonly json: boolean;
}

export const USAGE = `npm run smoke -- <url> [--origin <origin>] [--path <path>] [--pin <public key>] [--other-host <url>]
                             [--requests <number>] [--json]

  <url>       the relay, such as https://relay.example.com
  --origin    sends the requests as a page of this origin, which must be in CORS_ORIGINS
  --path      the path of the sealed GET, default "/"; any status of the API counts as an answer
  --pin       the relay's public key, from the stack's outputs: checks the relay's identity
  --other-host
              another host of the relay's DOMAIN_MAP, such as https://ad.example.com: checks that a pair of <url> is refused there
  --requests  number of requests for the latency, default 50
  --json      prints one JSON document

Exit code: 0 when all checks pass, 1 when a check fails, 2 when an argument is wrong.`;

interface Argument<Value> {
  /** Completes "<name> must be …". */
  readonly expected: string;
  readonly example: string;
  read(text: string): Value | undefined;
}

/** A pair has 8192 messages, and the other checks need some. */
const MAX_REQUESTS = 5000;

const ARGUMENTS = {
  url: {
    expected: "an http or https origin without a path",
    example: "https://relay.example.com",
    read: originOf,
  },
  "--origin": { expected: "an http or https origin without a path", example: "https://app.example.com", read: originOf },
  "--path": {
    expected: "a path with a leading slash, of visible ASCII without # and backslash",
    example: "/health",
    read: (text) => (/^\/(?!\/)[\x21-\x7e]*$/.test(text) && !/[#\\]/.test(text) ? text : undefined),
  },
  "--pin": {
    expected: "an Ed25519 public key, 43 characters of base64url or 64 hex digits,",
    example: "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s",
    read: parsePin,
  },
  "--other-host": {
    expected: "an http or https origin without a path",
    example: "https://ad.example.com",
    read: originOf,
  },
  "--requests": {
    expected: `a whole number from 1 to ${MAX_REQUESTS}`,
    example: "50",
    read: (text) => (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= MAX_REQUESTS ? Number(text) : undefined),
  },
} satisfies Record<string, Argument<unknown>>;

type Name = keyof typeof ARGUMENTS;

/** The parsed arguments. */
export type SmokeCommand =
  | { readonly kind: "run"; readonly options: SmokeOptions }
  | { readonly kind: "help" }
  /** All problems, one line each. */
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

/** Reads the arguments of the command. */
export function readSmokeOptions(argv: readonly string[]): SmokeCommand {
  const texts = new Map<Name, string>();
  const problems: string[] = [];
  let json = false;
  const give = (name: Name, text: string) => {
    if (texts.has(name)) problems.push(`${name} must be given once, got ${shown(text)} as well`);
    else texts.set(name, text);
  };
  for (let index = 0; index < argv.length; index++) {
    const [name = "", inline] = split(argv[index] as string);
    if (name === "--help" || name === "-h") return { kind: "help" };
    if (name === "--json") {
      json = true;
      if (inline !== undefined) problems.push(`--json must be given without a value, got ${shown(inline)}`);
    } else if (!name.startsWith("-")) give("url", name);
    else if (!Object.hasOwn(ARGUMENTS, name)) problems.push(`${name} is not an option; the options are ${OPTIONS.join(", ")}`);
    else give(name as Name, inline ?? argv[++index] ?? "");
  }
  /** The value of an argument; undefined when it is missing or wrong. */
  function read<Key extends Name>(name: Key): NonNullable<ReturnType<(typeof ARGUMENTS)[Key]["read"]>> | undefined {
    const { expected, example, read: reader }: Argument<unknown> = ARGUMENTS[name];
    const text = texts.get(name);
    const value = text === undefined ? undefined : reader(text);
    if (value === undefined && (text !== undefined || name === "url")) {
      problems.push(`${name} must be ${expected} such as "${example}", got ${text ? shown(text) : "nothing"}`);
    }
    return value as NonNullable<ReturnType<(typeof ARGUMENTS)[Key]["read"]>> | undefined;
  }
  const options = {
    url: read("url") ?? "",
    origin: read("--origin"),
    path: read("--path") ?? "/",
    pin: read("--pin"),
    otherHost: read("--other-host"),
    requests: read("--requests") ?? 50,
    json,
  };
  return problems.length > 0 ? { kind: "wrong", problems } : { kind: "run", options };
}

const OPTIONS = [...Object.keys(ARGUMENTS).filter((name) => name.startsWith("--")), "--json", "--help"];

/** Splits `--name=value`. A URL may contain an equals sign, so only options are split. */
function split(argument: string): [name: string, value?: string] {
  const [, name, value] = /^(--[^=]*)=(.*)$/s.exec(argument) ?? [];
  return name === undefined || value === undefined ? [argument] : [name, value];
}

function originOf(text: string): string | undefined {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  return url && url.pathname + url.search + url.hash + url.username + url.password === "/" ? url.origin : undefined;
}

/** The text quoted, with a possible password masked. */
function shown(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/s, "//***@").slice(0, 200));
}
