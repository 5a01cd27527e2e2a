import type { Readable } from "node:stream";
import type { BodySource } from "../../../relay-service/src/http1/body-source.ts";

/** A stream as a body that comes piece by piece; each piece is passed on separately. */
export function piecewise(stream: Readable): BodySource {
  return {
    start: (sink) => {
      stream.on("data", (piece: Buffer) => {
        if (!sink.write([piece])) stream.pause();
      });
      stream.on("end", () => sink.end());
      stream.on("error", () => sink.fail());
      stream.on("close", () => sink.fail());
    },
    resume: () => void stream.resume(),
    stop: () => void stream.destroy(),
  };
}
