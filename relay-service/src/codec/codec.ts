import type { Header } from "../http/header.ts";

/** A request as it came over the wire: nothing of it is believed yet. */
export interface WireRequest {
  readonly method: string;
  /** The raw request-target of the request line, never normalised. */
  readonly target: string;
  /** The value of `x-mte-relay`. */
  readonly relay: string;
  /** The value of `x-mte-relay-eh`, "" where there is none. */
  readonly sealedHead: string;
  /** Whether the message has a body: a `content-length` above 0, or a `transfer-encoding`. */
  readonly hasBody: boolean;
  /** The clear `Origin` and `Host`, where they are there. An intermediary can have written them. */
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  /** Whose share of the store a claim counts in. */
  readonly network?: string;
}

/** What the pairing vouches for, whatever an intermediary writes into the clear headers of a request. */
export interface Vouched {
  /** The relay's origin as the client sees it; undefined where the relay cannot tell any more. */
  readonly relayOrigin: string | undefined;
  /** The page's origin, "node" for a client that is no browser; undefined where the relay cannot tell any more. */
  readonly page: string | undefined;
  /** Whether the clear `Origin` names another page than the one that paired. */
  readonly isForeignPage: boolean;
}

/** Opens a body piece by piece. Everything is synchronous, so that no other request comes between two pieces. */
export interface BodyOpener {
  /** The plain text that `chunk` completes. `chunk` is used up: the plain text may stand in its place. Throws {@link Refusal} when a piece is not authentic. */
  push(chunk: Buffer): Buffer[];
  /** The end of the body: the plain text of the final chunk. Throws {@link Refusal} when the body is not whole. */
  finish(): Buffer[];
}

/** Seals a body piece by piece; each piece can be opened as soon as it arrives. */
export interface BodySealer {
  seal(chunk: Buffer): Buffer[];
  /** The final chunk. Nothing may be sealed after it. */
  end(chunk?: Buffer): Buffer[];
}

/** An answer as it goes over the wire. `body` is null where the answer has none. */
export interface SealedAnswer {
  readonly status: number;
  readonly headers: Header[];
  readonly body: BodySealer | null;
}

/** A request that is authentic, fresh and opened. Its sequence number is used up, whatever happens from here on. */
export interface OpenedRequest {
  /** Path and query without the leading slash, as the client sealed it; not yet checked to be a target. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: BodyOpener | null;
  readonly vouched: Vouched;
  /** Whether the path on the request line is another one than that of `target`, so that a browser knows only the former. */
  readonly hidesPath: boolean;
  /**
   * Claims the request's sealed `idempotency-key` right before it is dispatched; false when it was claimed before, and must not be
   * dispatched again. Null where there is no such key, or the relay remembers none. Throws, or rejects with, {@link Refusal}.
   */
  readonly claim: (() => boolean | Promise<boolean>) | null;
  /** Whether the request is still young enough to be dispatched: somebody may have held back its body. */
  readonly isFresh: () => boolean;
  /** Seals an answer to this very request. `hasBody` says whether body pieces will follow. Another answer can be sealed instead of one that was not sent. */
  answer(status: number, headers: readonly Header[], hasBody: boolean): SealedAnswer;
  /** An error in the clear. The client can authenticate it where the relay can promise that nothing was dispatched. */
  notDispatched(code: ProvenCode): Refusal;
}

/** Why a request was refused, as `x-mte-relay-err` says it. */
export type RefusalCode =
  | "stale"
  | "nopair"
  | "open"
  | "tag"
  | "replay"
  | "redis"
  | "busy"
  | "body"
  | "clientid"
  | "form"
  | "pairing"
  | "origin"
  | "rate";

/** The refusals that can carry a proof of it. */
export type ProvenCode = "stale" | "nopair" | "open";

/** The relay's own "no", in the clear. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: RefusalCode;
  /** Proves to the client that nothing was dispatched. */
  readonly mac: string | undefined;
  /** What an operator should hear of it. */
  readonly warning: string | undefined;

  constructor(status: number, code: RefusalCode, options: { mac?: string; warning?: string } = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.mac = options.mac;
    this.warning = options.warning;
  }
}

/** A client id and its signed form, which the client sends back with each request. */
export interface ClientId {
  readonly id: string;
  readonly signed: string;
}

/** What the relay knows about who asks for a pair. */
export interface PairingContext {
  readonly clientId: ClientId;
  /** The `Origin` header; undefined where there is none, as with clients that are no browsers. */
  readonly origin: string | undefined;
  /** Whose share of the store the pairs count in. */
  readonly network?: string;
}

/** How requests and answers are sealed. The proxy knows nothing else about it, so that another codec can take its place. */
export interface ServerCodec {
  readonly id: string;
  /** The path of requests whose url is sealed inside; others on it ask what the relay speaks. */
  readonly fixedPath: string;
  /** Seals and opens one message with known answers. Throws when the machine computes anything else. */
  selfTest(): void;
  /** The public facts that `GET /api/mte-relay` shows; never a reason to trust. */
  describe(): Record<string, unknown>;
  /** Verifies a signed client id, or makes a new one where there is none. Throws {@link Refusal} 566. */
  identify(signed: string | undefined): ClientId;
  /** Answers a pairing request (parsed JSON). Throws {@link Refusal} when any element of it is refused; then nothing is stored. */
  pair(offers: unknown, context: PairingContext): Promise<readonly unknown[]>;
  /** Whether a value of `x-mte-relay` has the form of a sealed request, rather than of a discovery. */
  isSealed(relay: string): boolean;
  /**
   * Authenticates a request, marks its sequence number as used, and opens it. Synchronous where the store is, as a wait costs
   * more than the whole cryptography. Throws, or rejects with, {@link Refusal}; 559 `redis` where the store cannot say what happened.
   */
  accept(request: WireRequest): OpenedRequest | Promise<OpenedRequest>;
}
