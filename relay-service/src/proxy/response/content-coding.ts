import type { Transform } from "node:stream";
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from "node:zlib";

/** Events of a decoder. `failed` or `ended` is the last one. */
export interface DecoderEvents {
  /** A decoded piece of the body. Returns false to pause until {@link Decoder.resume}. */
  decoded(piece: Buffer): boolean;
  /** Follows a {@link Decoder.write} that returned false when there is room again. */
  drained(): void;
  ended(): void;
  /** The body is not coded as its header says, or is incomplete. */
  failed(): void;
}

/** A window of at most 8 MiB (RFC 9659). Without a limit, one answer could take 128 MiB of memory. */
const ZSTD = { params: { [constants.ZSTD_d_windowLogMax]: 23 } };
const GZIP = { flush: constants.Z_SYNC_FLUSH };

/** A stream of `node:zlib`. */
type Decompressor = Transform & {
  /** Bytes of the coded body that it has consumed. */
  readonly bytesWritten: number;
};

/** Makes the decompressor of each coding. `first` is the first byte of the coded body. */
const CODINGS: Readonly<Record<string, (first: number) => Decompressor>> = {
  gzip: () => createGunzip(GZIP),
  "x-gzip": () => createGunzip(GZIP),
  // RFC 9110, 8.4.1.2 requires the zlib format, but some servers send raw deflate. The first byte of zlib contains its method: 8.
  deflate: (first) => ((first & 0x0f) === 8 ? createInflate(GZIP) : createInflateRaw(GZIP)),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress(ZSTD),
};
/** Node stops after the first frame, but more frames may follow (RFC 8878, 3). For gzip Node reads all members itself (RFC 1952, 2.2). */
const HAS_FRAMES = "zstd";

/** Each coding can compress a body to a thousandth of its length. */
const MAX_CODINGS = 3;

/** A parsed `content-encoding`. */
export interface ContentCoding {
  /** The codings that the relay undoes, in that order. */
  readonly undone: readonly string[];
  /** The remaining header: unknown codings, and those applied before them. Undefined when nothing remains. */
  readonly left: string | undefined;
}

/** Parses a `content-encoding`, which lists codings in the order in which they were applied (RFC 9110, 8.4). */
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

/** Decodes a body piece by piece with back-pressure, so that a small body that expands to a large one is never in memory as a whole. */
export interface Decoder {
  /** Returns false when its buffer is full; {@link DecoderEvents.drained} follows. */
  write(piece: Buffer): boolean;
  /** The coded body is complete. A coded body without bytes decodes to an empty one. */
  end(): void;
  /** Continues after {@link DecoderEvents.decoded} returned false. */
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
 * Undoes one coding. Its stream is made with the first byte, which tells the two formats of "deflate" apart. Pieces are decoded one at a time,
 * because Node's streams silently drop bytes after the end of a coded body, and this is how to detect them.
 */
class Layer implements Decoder {
  readonly #coding: string;
  readonly #events: DecoderEvents;
  readonly #waiting: Buffer[] = [];
  #stream: Decompressor | null = null;
  /** The piece that the stream is decoding, and how many bytes it had consumed before. */
  #current: Buffer | null = null;
  #consumedBefore = 0;
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
    this.#consumedBefore = stream.bytesWritten;
    stream.write(piece, (error) => {
      // If bytes are left, the stream has ended, and #ended() handles them.
      if (!error && this.#stream === stream && this.#left()?.length === 0) this.#decoded();
    });
  }

  /** The bytes of the current piece that the stream has not consumed. */
  #left(): Buffer | undefined {
    return this.#current?.subarray((this.#stream?.bytesWritten ?? 0) - this.#consumedBefore);
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

  /** The stream has ended. Bytes that are left are another frame, or do not belong to the body. */
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
