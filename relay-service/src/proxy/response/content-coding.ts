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

/** RFC 9659: a window of 8 MiB at most. Others would let an upstream take 128 MiB for one answer. */
const ZSTD = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };
const GZIP = { flush: constants.Z_SYNC_FLUSH };

/** A stream of `node:zlib`. */
type Decompressor = Transform & {
  /** Bytes of the coded body that it has taken. */
  readonly bytesWritten: number;
};

/** Makes the stream that undoes a coding, from the first byte of the coded body. */
const CODINGS: Readonly<Record<string, (first: number) => Decompressor>> = {
  gzip: () => createGunzip(GZIP),
  "x-gzip": () => createGunzip(GZIP),
  // RFC 9110, 8.4.1.2 wants the zlib format; some servers send the raw one. The first byte of zlib names its method: 8.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate(GZIP) : createInflateRaw(GZIP)),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress(ZSTD),
};
/** Node stops behind the first frame of a piece; more may follow (RFC 8878, 3). Of gzip it reads all members by itself (RFC 1952, 2.2). */
const HAS_FRAMES = "zstd";

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

/**
 * One coding. Its stream is made with the first byte, as that tells which of two formats "deflate" means. Pieces are decoded one at a
 * time: Node's streams drop what stands behind the end of a coded body without a word, and this is how to find out.
 */
class Layer implements Decoder {
  readonly #coding: string;
  readonly #events: DecoderEvents;
  readonly #waiting: Buffer[] = [];
  #stream: Decompressor | null = null;
  /** What the stream decodes now, and how many bytes it had taken before. */
  #current: Buffer | null = null;
  #takenBefore = 0;
  #isEnding = false;
  #isOver = false;

  constructor(coding: string, events: DecoderEvents) {
    this.#coding = coding;
    this.#events = events;
  }

  write(piece: Buffer): boolean {
    if (this.#isOver || piece.length === 0) return true;
    this.#waiting.push(piece);
    this.#next();
    return this.#waiting.length === 0;
  }

  end(): void {
    this.#isEnding = true;
    this.#next();
  }

  resume(): void {
    this.#stream?.resume();
  }

  destroy(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
    this.#stream?.destroy();
  }

  #next(): void {
    if (this.#isOver || this.#current !== null) return;
    const piece = this.#waiting.shift();
    if (piece !== undefined) this.#decode(piece);
    else if (!this.#isEnding) return;
    else if (this.#stream === null) this.#finish(() => this.#events.ended());
    else this.#stream.end();
  }

  #decode(piece: Buffer): void {
    const stream = this.#stream ?? this.#begin(piece[0] as number);
    this.#stream = stream;
    this.#current = piece;
    this.#takenBefore = stream.bytesWritten;
    stream.write(piece, (error) => {
      // One that has left something has come to its end, which is told before or after this.
      if (!error && this.#stream === stream && this.#left()?.length === 0) this.#decoded();
    });
  }

  /** What the stream has not taken of the piece that it decodes. */
  #left(): Buffer | undefined {
    return this.#current?.subarray((this.#stream?.bytesWritten ?? 0) - this.#takenBefore);
  }

  #decoded(): void {
    this.#current = null;
    const hasRoom = this.#waiting.length <= 1;
    this.#next();
    if (hasRoom && !this.#isOver) this.#events.drained();
  }

  #begin(first: number): Decompressor {
    const stream = (CODINGS[this.#coding] as (first: number) => Decompressor)(first);
    stream.on("data", (piece: Buffer) => {
      if (!this.#isOver && !this.#events.decoded(piece)) stream.pause();
    });
    stream.on("end", () => this.#ended(stream));
    stream.on("error", () => this.#finish(() => this.#events.failed()));
    return stream;
  }

  /** The stream takes no more. What is left is another frame, or does not belong to the body. */
  #ended(stream: Decompressor): void {
    const left = this.#left();
    if (left === undefined) this.#finish(() => this.#events.ended());
    else if (this.#coding !== HAS_FRAMES) this.#finish(() => this.#events.failed());
    else if (!this.#isOver) {
      stream.destroy();
      this.#stream = null;
      if (left.length > 0) this.#waiting.unshift(left);
      this.#decoded();
    }
  }

  #finish(report: () => void): void {
    if (this.#isOver) return;
    this.#isOver = true;
    report();
  }
}
