import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** One request to AWS, before it is known which API action it is. The body may hold a secret: do not print it. */
export interface AwsRequest {
  /** Service of the signature, such as "elasticbeanstalk"; undefined where the request has none. */
  readonly service: string | undefined;
  /** Region of the signature. */
  readonly region: string;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly host: string;
  /** X-Amz-Target, of services that name their action there. */
  readonly target: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Stands between the provider and the emulated AWS, passes everything on and keeps what was asked. */
export async function startRecorder(endpoint: string) {
  const requests: AwsRequest[] = [];
  const upstream = new URL(endpoint);
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    requests.push(requestOf(request, body));
    const { method, url: path, headers } = request;
    const onward = forward({ host: upstream.hostname, port: upstream.port, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    onward.end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was asked since the last call. */
    taken: () => requests.splice(0),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function requestOf(request: IncomingMessage, body: Buffer): AwsRequest {
  // AWS4-HMAC-SHA256 Credential=KEY/20260101/us-east-1/s3/aws4_request, …
  const [, region = "", service] = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
  return {
    service,
    region,
    method: request.method ?? "",
    url: request.url ?? "",
    host: request.headers.host ?? "",
    target: request.headers["x-amz-target"] as string | undefined,
    headers: request.headers,
    body: body.toString("utf8"),
  };
}
