import type { Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

/** What a decoder reports. After `failed` and `ended` it reports nothing more. */
export interface DecoderEvents {
  /** A piece of the plain body. False: nothing more until {@link Decoder.resume}. */
  decoded(piece: Buffer): boolean;
  /** After {@link Decoder.write} returned false: there is room again. */
  drained(): void;
  ended(): void;
  /** The body is not coded as its header says, or is not whole. */
  failed(): void;
}

const GZIP = { flush: constants.Z_SYNC_FLUSH };

/** Makes the stream that undoes a coding, from the first byte of the coded body. */
const CODINGS: Readonly<Record<string, (first: number) => Transform>> = {
  gzip: () => createGunzip(GZIP),
  "x-gzip": () => createGunzip(GZIP),
  // RFC 9110, 8.4.1.2 wants the zlib format; some servers send the raw one. The first byte of zlib names its method: 8.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate(GZIP) : createInflateRaw(GZIP)),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress(),
};

/** Each coding can make a body a thousand times as long. */
const MAX_CODINGS = 3;

/** A `content-encoding`, taken apart. */
export interface ContentCoding {
  /** The codings that can be undone, in the order in which they are undone. */
  readonly undone: readonly string[];
  /** What is left of the header: codings that nobody here knows, and those below them. Undefined where nothing is left. */
  readonly left: string | undefined;
}

/** Reads a `content-encoding` (RFC 9110, 8.4): codings in the order in which they were applied. */
export function readContentCoding(value: string | undefined): ContentCoding {
  const names = (value ?? "")
    .split(",")
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== "" && name !== "identity");
  const undone: string[] = [];
  while (names.length > 0 && undone.length < MAX_CODINGS && Object.hasOwn(CODINGS, names.at(-1) as string)) {
    undone.push(names.pop() as string);
  }
  return { undone, left: names.length > 0 ? names.join(", ") : undefined };
}

/** Undoes the codings of one body piece by piece, so that a small body that becomes a large one never stands in memory. */
export interface Decoder {
  /** False when it has enough for now; {@link DecoderEvents.drained} reports when there is room again. */
  write(piece: Buffer): boolean;
  /** The coded body is whole. A coded body of no bytes is an empty one. */
  end(): void;
  /** After {@link DecoderEvents.decoded} returned false. */
  resume(): void;
  destroy(): void;
}

/** `codings` in the order in which they are undone; at least one. */
export function createDecoder([coding, ...others]: readonly string[], events: DecoderEvents): Decoder {
  if (others.length === 0) return new Layer(coding as string, events);
  const inner = createDecoder(others, { ...events, drained: () => outer.resume() });
  const outer: Decoder = new Layer(coding as string, {
    decoded: (piece) => inner.write(piece),
    drained: events.drained,
    ended: () => inner.end(),
    failed: events.failed,
  });
  return {
    write: (piece) => outer.write(piece),
    end: () => outer.end(),
    resume: () => inner.resume(),
    destroy: () => {
      outer.destroy();
      inner.destroy();
    },
  };
}

/** One coding. Its stream is made with the first byte, as that tells which of two formats "deflate" means. */
class Layer implements Decoder {
  readonly #coding: string;
  readonly #events: DecoderEvents;
  #stream: Transform | null = null;
  #isOver = false;

  constructor(coding: string, events: DecoderEvents) {
    this.#coding = coding;
    this.#events = events;
  }

  write(piece: Buffer): boolean {
    if (this.#isOver || piece.length === 0) return true;
    this.#stream ??= this.#begin(piece[0] as number);
    return this.#stream.write(piece);
  }

  end(): void {
    if (this.#stream === null) this.#finish(() => this.#events.ended());
    else this.#stream.end();
  }

  resume(): void {
    this.#stream?.resume();
  }

  destroy(): void {
    this.#isOver = true;
    this.#stream?.destroy();
  }

  #begin(first: number): Transform {
    const stream = (CODINGS[this.#coding] as (first: number) => Transform)(first);
    stream.on("data", (piece: Buffer) => {
      if (!this.#isOver && !this.#events.decoded(piece)) stream.pause();
    });
    stream.on("drain", () => this.#events.drained());
    stream.on("end", () => this.#finish(() => this.#events.ended()));
    stream.on("error", () => this.#finish(() => this.#events.failed()));
    return stream;
  }

  #finish(report: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    report();
  }
}
