import type { Header } from "../http/header.ts";

/** A request as it came over the wire: nothing of it is verified yet. */
export interface WireRequest {
  readonly method: string;
  /** The raw request-target of the request line, never normalised. */
  readonly target: string;
  /** The value of `x-mte-relay`. */
  readonly relayHeader: string;
  /** The value of `x-mte-relay-eh`, "" where there is none. */
  readonly sealedHead: string;
  /** Whether the message has a body: a `content-length` above 0, or a `transfer-encoding`. */
  readonly hasBody: boolean;
  /** The clear `Origin` and `Host`, if present. An intermediary can have written them. */
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  /** The client network whose share of the store a claim counts against. */
  readonly network?: string;
}

/** The origins that the pairing has verified, whatever an intermediary writes into the clear headers of a request. */
export interface VerifiedOrigins {
  /** The relay's origin as the client sees it; undefined if the relay can no longer tell. */
  readonly relayOrigin: string | undefined;
  /** The page's origin, "node" for a client that is not a browser; undefined if the relay can no longer tell. */
  readonly page: string | undefined;
  /** Whether the clear `Origin` names another page than the one that paired. */
  readonly isForeignPage: boolean;
}

/** Opens a body piece by piece. Everything is synchronous, so no other request runs between two pieces. */
export interface BodyOpener {
  /** The plain text that `chunk` completes. The plain text may overwrite `chunk`. Throws {@link Refusal} when a piece is not authentic. */
  push(chunk: Buffer): Buffer[];
  /** Ends the body and returns the plain text of the final chunk. Throws {@link Refusal} when the body is incomplete. */
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

/** A request that is authentic, fresh and opened. Its sequence number is used up, whatever happens next. */
export interface OpenedRequest {
  /** Path and query without the leading slash, as the client sealed it; not yet validated as a request-target. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: BodyOpener | null;
  readonly verifiedOrigins: VerifiedOrigins;
  /** Whether the path on the request line differs from that of `target`. A browser knows only the former. */
  readonly hidesPath: boolean;
  /**
   * Claims the request's sealed `idempotency-key` right before dispatch. False when the key has already been claimed: the request must
   * not be dispatched again. Null without a key, or if the relay remembers none. Throws, or rejects with, {@link Refusal}.
   */
  readonly claim: (() => boolean | Promise<boolean>) | null;
  /** Whether the request is still recent enough to be dispatched. An intermediary may have held back its body. */
  readonly isFresh: () => boolean;
  /**
   * Seals an answer to exactly this request. `hasBody`: whether pieces of a body follow. May be called again if the previous answer was
   * not sent.
   */
  sealAnswer(status: number, headers: readonly Header[], hasBody: boolean): SealedAnswer;
  /** An error in the clear. The client can authenticate it if the relay can prove that nothing was dispatched. */
  notDispatched(code: ProvenCode): Refusal;
}

/** Why a request was refused: the code in `x-mte-relay-err`. */
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
  | "wire"
  | "origin"
  | "rate";

/** The refusals that can carry a proof that nothing was dispatched. */
export type ProvenCode = "stale" | "nopair" | "open";

/** The relay's own refusal, in the clear. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: RefusalCode;
  /** Proves to the client that nothing was dispatched. */
  readonly mac: string | undefined;
  /** A warning to log for the operator. */
  readonly warning: string | undefined;
  /** Further members of the answer's JSON. */
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    status: number,
    code: RefusalCode,
    options: { mac?: string; warning?: string; details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(code);
    this.status = status;
    this.code = code;
    this.mac = options.mac;
    this.warning = options.warning;
    this.details = options.details;
  }
}

/** A client id and its signed form, which the client sends back with each request. */
export interface ClientId {
  readonly id: string;
  readonly signed: string;
}

/** What the relay knows about a client that asks for a pair. */
export interface PairingContext {
  readonly clientId: ClientId;
  /** The `Origin` header; undefined if absent, as with clients other than browsers. */
  readonly origin: string | undefined;
  /** The client network whose share of the store the pairs count against. */
  readonly network?: string;
}

/** How requests and answers are sealed. The proxy depends on this interface alone, so another codec can replace this one. */
export interface ServerCodec {
  readonly id: string;
  /** The path of requests whose url is sealed in the head. Other requests for this path ask which codecs the relay has. */
  readonly fixedPath: string;
  /** Seals and opens one message with known answers. Throws when the machine computes anything else. */
  selfTest(): void;
  /** The public facts that `GET /api/mte-relay` returns. They are not authenticated. */
  describe(): Record<string, unknown>;
  /** Verifies a signed client id, or makes a new one if there is none. Throws {@link Refusal} 566. */
  identify(signed: string | undefined): ClientId;
  /** Answers a pairing request (parsed JSON). Throws {@link Refusal}, and stores nothing, if any element is refused. */
  pair(offers: unknown, context: PairingContext): Promise<readonly unknown[]>;
  /** Whether a value of `x-mte-relay` has the form of a sealed request, rather than of a discovery request. */
  isSealed(relayHeader: string): boolean;
  /**
   * Authenticates a request, marks its sequence number as used, and opens it. Synchronous if the store is, because
   * awaiting costs more than all the cryptography. Throws, or rejects with, {@link Refusal}; 559 `redis` if the store cannot say what
   * happened.
   */
  accept(request: WireRequest): OpenedRequest | Promise<OpenedRequest>;
}
