/**
 * How the text of an environment variable becomes a value. This file imports nothing, because the program that deploys the relay uses it
 * too.
 */
export interface Reader<Value> {
  /** Completes the sentence "<NAME> must be …". */
  readonly expected: string;
  /** A valid text. */
  readonly example: string;
  /** The value of a text; undefined when the text is not valid. */
  read(text: string): Value | undefined;
}

const VISIBLE = /^[\x21-\x7e]+$/;

/** `unit` completes "a whole number of …". */
export function wholeNumber(min: number, max: number, example: number, unit?: string): Reader<number> {
  return {
    expected: `a whole number ${unit ? `of ${unit} ` : ""}from ${min} to ${max}`,
    example: String(example),
    read: (text) => (/^(0|[1-9]\d{0,14})$/.test(text) && +text >= min && +text <= max ? +text : undefined),
  };
}

export function oneOf<const Value extends string>(values: readonly Value[], example: Value): Reader<Value> {
  return { expected: `one of ${values.join(", ")}`, example, read: (text) => values.find((value) => value === text) };
}

/** A host name or an address to listen on. */
export const host: Reader<string> = {
  expected: "a host name or an IP address",
  example: "0.0.0.0",
  read: (text) => (isAddress(text) || (HOST_NAME.test(text) && text.length <= 253) ? text : undefined),
};

/** Labels of letters, digits and hyphens. The last one is not a number, because that would be an address (RFC 1123, 2.1). */
const HOST_NAME = /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*(?=[^.]*[a-z])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;

function isAddress(text: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text))
    return text.split(".").every((part) => Number(part) <= 255 && part === `${Number(part)}`);
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]`);
}

/** The API behind the relay, with its base path. */
export const upstream: Reader<URL> = {
  expected: "an http or https URL without user, query and fragment",
  example: "http://api.internal:3000/base",
  read: webUrl,
};

/** Origins in the form that browsers send: lower case, without default port and slash (RFC 6454, 6.2). */
export const publicOrigins: Reader<readonly string[]> = {
  expected: "a comma-separated list of origins, scheme://host[:port]",
  example: "https://relay.example.com",
  read: (text) => list(text, (item) => (/^https?:/i.test(item) ? comparableOrigin(item) : undefined)),
};

/** As above; also schemes of applications, and `null`, the origin of sandboxed pages. */
export const corsOrigins: Reader<readonly string[]> = {
  expected: "a comma-separated list of exact origins, scheme://host[:port], or null, without wildcards",
  example: "https://app.example.com,https://admin.example.com:8443",
  read: (text) => list(text, comparableOrigin),
};

/**
 * Headers from which some servers and frameworks take a route, host, scheme, method, client address or user. Proxies set them. Browsers
 * and API clients do not, except the method overrides. Names are compared as CGI and WSGI see them: see {@link comparableName}.
 */
export const REWRITING_HEADERS = [
  // Route: IIS and ARR, Symfony, Laminas and Drupal, Azure App Service and Static Web Apps.
  ...["x-original-url", "x-rewrite-url", "x-rewrite-uri", "x-original-uri", "x-original-path"],
  ...["x-original-request-uri", "x-override-url", "x-waws-unencoded-url", "x-ms-original-url"],
  ...["x-http-destinationurl", "request-uri", "x-request-uri", "x-request-url", "x-http-path-override"],
  // Route: gunicorn and other WSGI and CGI servers, ASP.NET Core, Rack, Home Assistant.
  ...["script-name", "path-info", "path-translated", "x-script-name", "x-original-prefix", "x-base-path"],
  ...["x-root-path", "x-context-path", "x-ingress-path", "x-external-path", "x-sendfile-type", "x-accel-mapping"],
  ...["x-accel-redirect", "x-sendfile"],
  // Route: Envoy, Traefik, gateways and fetchers.
  ...["x-envoy-original-path", "x-envoy-decorator-operation", "x-replaced-path", "x-proxy-url", "x-proxy-path"],
  ...["x-target-url", "x-target-uri", "x-uri", "x-url", "x-path", "x-query-string", "base-url", "http-url", "uri"],
  ...["url", "redirect"],
  // Route: Next.js.
  ...["x-middleware-subrequest", "x-middleware-subrequest-id", "x-middleware-rewrite", "x-middleware-redirect"],
  ...["x-middleware-next", "x-middleware-override-headers", "x-middleware-set-cookie", "x-middleware-prefetch"],
  ...["x-invoke-path", "x-invoke-query", "x-invoke-output", "x-invoke-status", "x-invoke-error", "x-matched-path"],
  ...["x-now-route-matches", "x-rewrite-path", "x-nextjs-rewrite", "x-nextjs-redirect", "x-nextjs-matched-path"],
  ...["x-nextjs-rewritten-path", "x-nextjs-rewritten-query", "x-nextjs-postponed", "x-prerender-revalidate"],
  // CGI turns it into HTTP_PROXY, from which many HTTP clients take their proxy (httpoxy).
  ...["proxy"],
  // Host: Azure, Envoy, App Engine, gateways and frameworks.
  ...["x-host", "x-original-host", "x-orig-host", "x-http-host", "x-http-host-override", "x-host-override"],
  ...["host-override", "x-backend-host", "x-real-host", "x-forward-host", "x-proxy-host", "x-target-host"],
  ...["x-virtual-host", "x-vhost", "x-server-name", "x-server-port", "x-original-port", "x-url-host"],
  ...["disguised-host", "proxy-host", "x-envoy-original-host", "x-envoy-original-dst-host"],
  ...["x-appengine-default-version-hostname"],
  // Scheme: Microsoft, WebLogic, CloudFront, Cloudflare, Fastly, App Engine, ingress controllers.
  ...["x-scheme", "x-original-scheme", "x-url-scheme", "x-http-scheme", "x-client-scheme", "x-proto", "x-protocol"],
  ...["x-original-proto", "x-original-protocol", "x-forward-proto", "x-client-proto", "x-appservice-proto"],
  ...["url-scheme", "front-end-https", "x-https", "https", "x-ssl", "x-arr-ssl", "x-secure", "x-appengine-https"],
  ...["cloudfront-forwarded-proto", "cf-visitor", "fastly-ssl", "wl-proxy-ssl"],
  // What WebSphere's web server plug-in sets.
  ...["$wsat", "$wscc", "$wscs", "$wscp", "$wsfo", "$wsis", "$wsnd", "$wsol", "$wsor", "$wspc", "$wspl", "$wspr"],
  ...["$wspt", "$wsra", "$wsrh", "$wsrp", "$wsru", "$wssc", "$wssi", "$wssn", "$wssp", "$wsst", "$wsvh"],
  // The user that a server in front has authenticated: IIS to ASP.NET Core, Tomcat, WebLogic, Azure, Grafana, Kubernetes, client
  // certificates (RFC 9440).
  ...["ms-aspnetcore-token", "ms-aspnetcore-clientcert", "ms-aspnetcore-winauthtoken", "wl-proxy-client-cert"],
  ...["proxy-client-cert", "client-cert", "client-cert-chain", "x-client-cert", "x-ssl-cert", "x-ssl-client-cert"],
  ...["x-ssl-client-dn", "x-ssl-client-verify", "ssl-client-cert", "ssl-client-verify", "ssl-client-s-dn"],
  ...["ssl-session-id", "ssl-cipher", "ssl-cipher-usekeysize", "x-arr-clientcert", "remote-user", "x-remote-user"],
  ...["x-remote-group", "x-webauth-user", "x-envoy-internal"],
  // Method: Rails, Symfony, Express, ASP.NET, Google's APIs, Rest.li.
  ...["x-http-method-override", "x-http-method", "x-http-verb", "x-method-override", "x-method", "x-request-method"],
  ...["x-original-method", "x-restli-method", "http-method-override", "http-method", "method-override"],
  // Address: Akamai, Cloudflare, Fastly, Fly, DigitalOcean, Azure, App Engine, CloudFront, Netlify, Vercel, Imperva, Sucuri, Alibaba, Tencent.
  ...["true-client-ip", "x-true-client-ip", "x-true-ip", "cf-connecting-ip", "cf-connecting-ipv6", "cf-pseudo-ipv4"],
  ...["fastly-client-ip", "fly-client-ip", "do-connecting-ip", "x-azure-clientip", "x-azure-socketip"],
  ...["x-appengine-user-ip", "x-appengine-remote-addr", "cloudfront-viewer-address", "x-nf-client-connection-ip"],
  ...["x-vercel-forwarded-for", "x-vercel-proxied-for", "incap-client-ip", "x-sucuri-clientip", "ali-cdn-real-ip"],
  ...["cdn-src-ip", "cdn-real-ip", "eo-client-ip", "eo-connecting-ip"],
  // Address: ASP.NET Core, Envoy, WebLogic, Citrix, Rackspace, nginx.
  ...["x-original-for", "x-original-forwarded-for", "x-original-remote-addr", "x-orig-forwarded-for"],
  ...["x-originally-forwarded-for", "x-envoy-external-address", "proxy-client-ip", "wl-proxy-client-ip"],
  ...["wl-proxy-client-port", "ns-client-ip", "x-cluster-client-ip", "x-proxyuser-ip", "rlnclientipaddr"],
  ...["x-real-port"],
  // Address: read by frameworks and their plug-ins.
  ...["client-ip", "client-address", "client-addr", "x-client-ip", "x-clientip", "x-client-address", "x-client-addr"],
  ...["x-client-port", "x-client-host", "x-client-real-ip", "x-real-client-ip", "real-ip", "x-remote-ip"],
  ...["x-remote-addr", "x-remote-address", "x-remote-host", "x-remote-port", "remote-addr", "remote-address"],
  ...["remote-host", "remote-ip", "x-source-ip", "source-ip", "x-src-ip", "x-originating-ip", "x-origin-ip"],
  ...["x-user-ip", "x-external-ip", "x-connecting-ip", "x-custom-ip-authorization", "x-coming-from", "x-ip", "ip"],
  // Address: misspelt names, and names that look like CGI variables.
  ...["x-forwarded", "x-forward", "x-forward-for", "x-forward-ip", "x-forwardedfor", "x-forwarder-for"],
  ...["x-forwared-for", "forward-for", "forwarded-for", "forwarded-for-ip", "forwarded-ip", "forwarded-proto"],
  ...["forwarded-host", "z-forwarded-for", "http-client-ip", "http-forwarded", "http-forwarded-for"],
  ...["http-x-forwarded", "http-x-forwarded-for", "http-x-real-ip", "http-x-cluster-client-ip"],
  ...["http-true-client-ip", "http-via"],
] as const;

/** A header name as CGI and WSGI see it: for them `x_real_ip`, `x.real.ip` and `x-real-ip` are the same. `name` is in lower case. */
export function comparableName(name: string): string {
  return name.replace(/[^a-z\d-]/g, "-");
}

/** Names of {@link REWRITING_HEADERS} that the relay lets through. */
export const passedHeaders: Reader<readonly string[]> = {
  expected: "a comma-separated list of headers that the relay drops (REWRITING_HEADERS in relay-service/src/contract/readers.ts)",
  example: "x-http-method-override",
  read: (text) => list(text, (item) => REWRITING_HEADERS.find((name) => name === item.toLowerCase())),
};

/** Paths in the clear: `/exact`, or `/prefix/*`. */
export const routes: Reader<readonly string[]> = {
  expected: 'a comma-separated list of paths, or of prefixes that end in "/*", without the relay\'s own paths',
  example: "/health,/static/*",
  read: (text) => list(text, route),
};

/** Secrets from which keys are derived, the current one first. */
export const secrets: Reader<readonly string[]> = {
  expected: "32 or more characters without spaces around; a comma-separated list rotates, the new one first",
  example: "$(openssl rand -hex 32)",
  read(text) {
    const items = text.split(",");
    return items.every((item) => item.length >= 32 && item.trim() === item) ? items : undefined;
  },
};

/** A private Ed25519 seed. */
export const seed: Reader<Uint8Array> = {
  expected: "32 bytes as 64 hexadecimal digits or as 43 characters of base64url",
  example: "$(openssl rand -hex 32)",
  read(text) {
    if (/^[0-9a-fA-F]{64}$/.test(text)) return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
    if (!/^[\w-]{42}[AEIMQUYcgkosw048]$/.test(text)) return undefined;
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  },
};

/** URL of a Redis. The default scheme is `rediss://` for hosts of AWS, where serverless caches require TLS, and `redis://` for others. */
export const redisUrl: Reader<string> = {
  expected: "redis://host:port, rediss://host:port for TLS, or host:port",
  example: "rediss://:password@redis.example.com:6379",
  read(text) {
    if (!VISIBLE.test(text) || /[?#\\]/.test(text)) return undefined;
    const bare = !text.includes("://");
    const url = parsed(bare ? `redis://${text}` : text);
    if (!url || !/^rediss?:$/.test(url.protocol) || !/^(\/\d{0,5})?$/.test(url.pathname)) return undefined;
    if (!/^([\w.-]+|\[[\da-fA-F:.]+\])$/.test(url.hostname) || !decodes(url.username) || !decodes(url.password)) return undefined;
    return bare && /\.amazonaws\.com(\.cn)?$/i.test(url.hostname) ? `rediss://${text}` : url.href;
  },
};

function list<Value extends string>(text: string, read: (item: string) => Value | undefined): readonly Value[] | undefined {
  const items = text.split(",").map((item) => read(item.trim()));
  return items.every((item) => item !== undefined) ? [...new Set(items)] : undefined;
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The URL parser removes tabs, turns backslashes into slashes and drops an empty query. So such texts are refused first. */
function webUrl(text: string): URL | undefined {
  if (!VISIBLE.test(text) || /[\\?#*@]/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return undefined;
  return parsed(text);
}

const WEB_ORIGIN = /^https?:\/\/(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?\/?$/i;
/** Origin of an application with pages of its own, such as `capacitor://localhost`. Its system always sends this exact form. */
const APPLICATION_ORIGIN = /^(?!https?:)[a-z][a-z\d+.-]*:\/\/[a-z\d.-]+(?::\d{1,5})?$/;

/**
 * The comparable form of an origin: `scheme://host[:port]` in lower case, without default port and trailing slash. `null`, the origin of
 * a sandboxed page, stays as it is. Undefined for any other text.
 */
export function comparableOrigin(text: string): string | undefined {
  if (text === "null" || APPLICATION_ORIGIN.test(text)) return text;
  return WEB_ORIGIN.test(text) ? parsed(text)?.origin : undefined;
}

function route(text: string): string | undefined {
  const path = text.endsWith("/*") ? text.slice(0, -2) : text;
  // An empty path comes from "/*", which would forward everything in the clear.
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[\\?#*]|\/\//.test(path) || path.startsWith("/api/mte-") || !decodes(path))
    return undefined;
  return OWN_PATHS.has(text) || hasDotSegment(path) ? undefined : text;
}

/** Paths that the relay always answers itself. */
const OWN_PATHS: ReadonlySet<string> = new Set(["/healthz/ready", "/public/mte-relay-client.js", "/public/mte-relay-kem.js"]);

/** Also when it is encoded several times. The relay refuses requests for such a path, so a route with it could never match. */
function hasDotSegment(path: string): boolean {
  let seen = path;
  for (;;) {
    if (/(?:^|[/\\])\.{1,2}(?:[;/\\]|$)/.test(seen)) return true;
    if (!decodes(seen) || decodeURIComponent(seen) === seen) return false;
    seen = decodeURIComponent(seen);
  }
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
