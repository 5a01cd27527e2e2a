import type { Handler } from "../../../support/relay/instrumented-upstream.ts";

/** Answers that wait until a page calls `/release`, so that it has seen their beginning. */
export function xhrApi(): Handler {
  const held = new Map<string, () => void>();
  return (request, response, seen) => {
    const { method, headers } = request;
    const url = new URL(request.url ?? "/", "http://localhost");
    const origin = headers.origin ?? "*";
    // For the calls that no relay answers.
    response.setHeader("access-control-allow-origin", origin);
    // Otherwise a browser waits for more of a text than it shows.
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("access-control-allow-headers", "content-type, x-a, x-b, x-empty");
    response.setHeader("access-control-allow-methods", "PUT, DELETE, PATCH");
    response.setHeader("access-control-expose-headers", "x-twice, x_under, xz, x-empty, content-length, x-bytes, location");
    if (method === "OPTIONS") return void response.writeHead(204).end();
    const [, path, argument = ""] = url.pathname.split("/");
    const type = url.searchParams.get("type");
    const own: Record<string, string> = type === null ? {} : { "content-type": type };
    if (path === "release") {
      held.get(argument)?.();
      return void response.end();
    }
    if (path === "held") {
      response.writeHead(200, { "content-type": "text/plain" }).write("first ");
      held.set(argument, () => response.end("second"));
      return;
    }
    if (path === "never") return void request.resume();
    request.on("end", () => {
      if (path === "status") response.writeHead(Number(argument), own).end();
      else if (path === "body") {
        const body = Buffer.from(url.searchParams.get("hex") ?? "", "hex");
        response.writeHead(200, { ...own, "content-length": body.length }).end(method === "HEAD" ? undefined : body);
      } else if (path === "chunked") {
        response.writeHead(200, own).write("x".repeat(40_000));
        response.end("é");
      } else if (path === "cut") response.writeHead(200, own).write("x".repeat(100), () => response.destroy());
      else if (path === "redirect") response.writeHead(302, { location: "/body/?type=text/plain&hex=61" }).end();
      else if (path === "headers") {
        const lines = [
          ["x-twice", "a"],
          ["X-Twice", "b"],
          ["xz", "1"],
          ["x_under", "2"],
          ["x-empty", ""],
          ["x-bytes", "caf\xe9"],
        ];
        for (const [name = "", value = ""] of lines) response.appendHeader(name, value);
        response.end("x");
      } else {
        const named = ["content-type", "x-a", "x-b", "x-empty", "accept", "content-length"];
        const shown = Object.fromEntries(named.map((name) => [name, headers[name]]));
        const text = JSON.stringify({ method, target: request.url, ...shown, body: seen.body.toString("latin1") });
        response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
      }
    });
    request.resume();
  };
}
