import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { vi } from "vitest";

/** A small AWS on loopback: STS says whose credentials these are, S3 keeps objects. The SDK's clients of this process call it. */
export interface AwsServer {
  /** By "bucket/key". */
  readonly objects: Map<string, Buffer>;
  /** "PUT bucket/key" for each object that was written, in order. */
  readonly written: string[];
  /** What AWS answers in place of what was asked: code and message. */
  refusal: { readonly service: "sts" | "s3"; readonly code: string; readonly message: string } | undefined;
  /** Called before an object is written. */
  beforeWrite: ((path: string) => void) | undefined;
  readonly close: () => Promise<void>;
}

export async function startAwsServer(account: string): Promise<AwsServer> {
  const aws: Omit<AwsServer, "close"> = { objects: new Map(), written: [], refusal: undefined, beforeWrite: undefined };
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    const { status, answer } = answerOf(aws, account, request, body);
    response.writeHead(status, { "content-length": answer.length }).end(answer);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  vi.stubEnv("AWS_SESSION_TOKEN", undefined);
  vi.stubEnv("AWS_PROFILE", undefined);
  return Object.assign(aws, {
    close: async () => {
      vi.unstubAllEnvs();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function answerOf(aws: Omit<AwsServer, "close">, account: string, request: IncomingMessage, body: Buffer) {
  const path = decodeURIComponent(request.url?.split("?")[0]?.slice(1) ?? "");
  const service = path === "" ? "sts" : "s3";
  if (aws.refusal?.service === service) return failure(service, 403, aws.refusal.code, aws.refusal.message);
  if (service === "sts")
    return success(
      `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    );
  if (request.headers["x-amz-expected-bucket-owner"] !== account) return failure("s3", 403, "AccessDenied", "Access Denied");
  if (request.method === "PUT") {
    aws.beforeWrite?.(path);
    aws.objects.set(path, body);
    aws.written.push(path);
    return success("");
  }
  const object = aws.objects.get(path);
  return object ? success(object) : failure("s3", 404, "NoSuchKey", "The specified key does not exist.");
}

const success = (answer: string | Buffer) => ({ status: 200, answer: Buffer.from(answer) });

function failure(service: "sts" | "s3", status: number, code: string, message: string) {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, answer: Buffer.from(service === "s3" ? error : `<ErrorResponse>${error}</ErrorResponse>`) };
}
