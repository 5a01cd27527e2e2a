import type { Handler } from "../../../support/relay/instrumented-upstream.ts";

/** The upstream of the comparison: what it answers is in the path. */
export const api: Handler = (request, response) => {
  const { method, headers } = request;
  const url = new URL(request.url ?? "/", "http://localhost");
  const [, path = "", argument = ""] = url.pathname.split("/");
  const end = (body: string) => response.end(method === "HEAD" ? undefined : body);
  request.on("end", () => {
    if (path === "status") response.writeHead(Number(argument), { "x-own": "1" }).end();
    else if (path === "redirect" && Number(argument) > 0) {
      const location = url.searchParams.get("to")?.replace("HOST", headers.host ?? "") ?? "";
      response.writeHead(Number(argument), { location: Buffer.from(location).toString("latin1"), "x-own": "1" });
      end("moved");
    } else if (path === "count") {
      const left = Number(argument);
      response.writeHead(left > 0 ? 302 : 200, left > 0 ? { location: `/count/${left - 1}` } : {}).end();
    } else if (path === "length") response.writeHead(200, { "content-length": 5 }).end();
    else if (path === "empty") response.writeHead(200, { "content-length": 0 }).end();
    else if (path === "headers")
      response
        .writeHead(200, [
          ["Link", "<a>"],
          ["link", "<b>"],
          ["X-Bytes", "caf\xe9"],
          ["Set-Cookie", "a=1; Path=/"],
          ["set-cookie", "b=2; Path=/"],
          ["ETag", '"x"'],
          ["X-Empty", ""],
        ] as never)
        .end("x");
    else if (path === "long") end("x".repeat(200_000));
    else if (path === "chunked") {
      response.write("first ");
      end("second");
    } else if (path === "never-ends") response.writeHead(200).write("first");
    else if (path === "cut") response.writeHead(200).write("first", () => response.destroy());
    else end(`${method} ${request.url}`);
  });
  if (path !== "echo") return void request.resume();
  response.writeHead(200, headers["content-type"] === undefined ? {} : { "content-type": headers["content-type"] });
  request.pipe(response);
};
