import type { Reader } from "./readers.ts";

/** Samplers of OpenTelemetry's SDK. With `parentbased_`, what the caller decided counts first. */
export const SAMPLERS = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

/** What OpenTelemetry exports: `otlp` or nothing. */
export const EXPORTERS = ["otlp", "none"] as const;

const VISIBLE = /^[\x21-\x7e]+$/;
const TOKEN = /^[!#$%&'*+.^_`|~\da-z-]+$/i;
/** A header's value without spaces around it (RFC 9110, 5.5). */
const FIELD_VALUE = /^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/;
/** Headers that frame the export or say what it is: the exporter sets them. */
const FRAMING = [
  "host",
  "connection",
  "content-length",
  "content-type",
  "content-encoding",
  "transfer-encoding",
  "expect",
  "upgrade",
];
const MAX_ATTRIBUTE_CHARACTERS = 255;

/** The collector's base URL, to which `/v1/traces` and `/v1/metrics` are added. */
export const endpoint: Reader<URL> = {
  expected: "an http or https URL without query and fragment",
  example: "http://127.0.0.1:4318",
  read(text) {
    if (!VISIBLE.test(text) || /[\\?#]/.test(text) || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return undefined;
    const url = new URL(text);
    return decoded(url.username) === undefined || decoded(url.password) === undefined ? undefined : url;
  },
};

/** Headers of each export, with lower-case names. */
export const headers: Reader<Readonly<Record<string, string>>> = {
  expected: "a comma-separated list of name=value, with percent-encoded values",
  example: "$(cat otlp-headers)",
  read: (text) => {
    const pairs = pairsOf(text)?.map(([name, value]) => [name.toLowerCase(), value] as const);
    const isValid = pairs?.every(([name, value]) => TOKEN.test(name) && !FRAMING.includes(name) && FIELD_VALUE.test(value));
    return pairs && isValid ? Object.fromEntries(pairs) : undefined;
  },
};

/** Attributes of the resource that OpenTelemetry describes: the relay. */
export const resourceAttributes: Reader<Readonly<Record<string, string>>> = {
  expected: "a comma-separated list of key=value, percent-encoded, with 255 characters at most each",
  example: "deployment.environment.name=prod,service.namespace=xmpro",
  read: (text) => {
    const pairs = pairsOf(text);
    const isValid = pairs?.every((pair) => pair.every((part) => part.length <= MAX_ATTRIBUTE_CHARACTERS));
    return pairs && isValid ? Object.fromEntries(pairs) : undefined;
  },
};

export const serviceName: Reader<string> = {
  expected: "1 to 255 visible characters",
  example: "mte-relay",
  read: (text) => (VISIBLE.test(text) && text.length <= MAX_ATTRIBUTE_CHARACTERS ? text : undefined),
};

/** The part of the traces that a sampler with a ratio takes. */
export const ratio: Reader<number> = {
  expected: "a number from 0 to 1",
  example: "0.1",
  read: (text) => (/^(?:0|1|0?\.\d{1,9}|0\.\d{1,9}|1\.0{1,9})$/.test(text) ? Number(text) : undefined),
};

/** The pairs of a list in the form of W3C Baggage, decoded; undefined when one of them has no name or value, or a name comes twice. */
function pairsOf(text: string): (readonly [name: string, value: string])[] | undefined {
  const pairs = text.split(",").map((item) => {
    const at = item.indexOf("=");
    return at < 0 ? undefined : ([decoded(item.slice(0, at).trim()), decoded(item.slice(at + 1).trim())] as const);
  });
  const names = new Set<string>();
  const read: (readonly [string, string])[] = [];
  for (const pair of pairs) {
    const [name, value] = pair ?? [];
    // An object has `__proto__` without anybody's doing.
    if (!name || !value || name === "__proto__" || names.has(name.toLowerCase())) return undefined;
    names.add(name.toLowerCase());
    read.push([name, value]);
  }
  return read;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
