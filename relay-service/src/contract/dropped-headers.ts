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
