import { createCipheriv, createDecipheriv, createHmac, createPublicKey, hash, hkdfSync, randomBytes, verify } from "node:crypto";
import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import type { ServerCodec, WireRequest } from "../../../../relay-service/src/codec/codec.ts";
import type { Header } from "../../../../relay-service/src/http/header.ts";

const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const from64 = (text: unknown) => Buffer.from(text as string, "base64url");

/** A pair as a client has it. */
export interface ClientPair {
  readonly signed: string;
  readonly pairId: string;
  readonly secret: Buffer;
  readonly hk: Buffer;
}

export type Part = { readonly key: Buffer; readonly nonce: Buffer };

/** A request that a test sealed, and what it needs to open the answer. */
export interface Sealed {
  readonly wire: WireRequest;
  readonly body: Buffer;
  readonly tag: Buffer;
  readonly responseSecret: Buffer;
}

/** Length-prefixed parts, written anew: the test's own reading of the format. */
export function lv(...parts: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** Chunk `index` of a part. */
export function sealChunk({ key, nonce }: Part, index: number, plain: Uint8Array, final: boolean): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, chunkNonce(nonce, index));
  if (final) cipher.setAAD(Buffer.from("final"));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function chunkNonce(nonce: Buffer, index: number): Buffer {
  const out = Buffer.from(nonce);
  out.writeUInt32BE((out.readUInt32BE(8) ^ index) >>> 0, 8);
  return out;
}

export function openWhole({ key, nonce }: Part, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAAD(Buffer.from("final")).setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2));
}

export function pad(text: string, block = 1): Buffer {
  const bytes = Buffer.from(`${text}\x02`);
  return Buffer.concat([bytes, Buffer.alloc((block - (bytes.length % block)) % block)]);
}

function okm(secret: Uint8Array, salt: Uint8Array, label: string, context: Buffer, length: number): Buffer {
  const info = Buffer.concat([Buffer.from(label), hash("sha256", context, "buffer")]);
  return Buffer.from(hkdfSync("sha256", secret, salt, info, length));
}

const part = (bytes: Buffer, at: number): Part => ({ key: bytes.subarray(at, at + 32), nonce: bytes.subarray(at + 32, at + 44) });

export interface Offered {
  readonly offer: Record<string, unknown>;
  readonly keys: CryptoKeyPair;
}

/** One element of a pairing request with fresh keys. */
export async function offered(changes: Record<string, unknown> = {}): Promise<Offered> {
  const keys = await suite.kem.generateKeyPair();
  const pk = b64(new Uint8Array(await suite.kem.serializePublicKey(keys.publicKey)));
  const offer = {
    pairId: "label",
    codec: "roc1",
    suites: [1],
    pk,
    nonce: b64(randomBytes(32)),
    origin: "https://relay.example.com",
    page: "node",
    ...changes,
  };
  return { offer, keys };
}

/** Takes the relay's answer apart as a client does; throws when signature or box do not fit the transcript. */
export async function paired({ offer, keys }: Offered, answer: Record<string, unknown>, signed: string, identity: Buffer) {
  const clientId = signed.split(".")[0] as string;
  const suites = Buffer.from(offer.suites as number[]);
  const names = [clientId, answer.pairId, offer.origin, offer.page] as string[];
  const th = hash(
    "sha256",
    lv("roc1/pair/1", suites, Buffer.from([1]), ...names, from64(offer.pk), from64(offer.nonce), from64(answer.nonce)),
    "buffer",
  );
  const [enc, box] = [from64(answer.enc), from64(answer.box)];
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), identity]);
  const key = createPublicKey({ key: spki, format: "der", type: "spki" });
  const said = Buffer.concat([Buffer.from("roc1/sig\0"), th, hash("sha256", Buffer.concat([enc, box]), "buffer")]);
  if (!verify(null, said, key, from64(answer.sig))) throw new Error("the signature is wrong");
  const info = Buffer.concat([Buffer.from("roc1/pair\0"), th]);
  const context = await suite.createRecipientContext({ recipientKey: keys.privateKey, enc, info });
  const terms = JSON.parse(Buffer.from(await context.open(box, th)).toString()) as Record<string, unknown>;
  const secret = Buffer.from(await context.export(Buffer.from("roc1/pair"), 32));
  const pair: ClientPair = { signed, pairId: answer.pairId as string, secret, hk: from64(terms.hk) };
  return { pair, terms };
}

/** Pairs with a codec, without a socket. */
export async function pairWith(codec: ServerCodec, signed?: string): Promise<ClientPair> {
  const clientId = codec.identify(signed);
  const own = await offered();
  const [answer] = await codec.pair([own.offer], { clientId, origin: undefined });
  const [identity] = codec.describe().identity as { pub: string }[];
  return (await paired(own, answer as Record<string, unknown>, clientId.signed, from64(identity?.pub))).pair;
}

export interface Message {
  readonly method?: string;
  readonly target?: string;
  readonly headers?: readonly Header[];
  readonly url?: 0 | 1 | 2;
  readonly body?: readonly string[];
  readonly sequence?: number | string;
  readonly age?: number | string;
  readonly salt?: Buffer;
  readonly head?: string;
}

/** Seals a request. The last text of `body` goes into the final chunk. */
export function seal(pair: ClientPair, message: Message = {}): Sealed {
  const { method = "GET", target = "api/things?x=1", headers = [], url = 2, body, sequence = 0, age = 0 } = message;
  const { salt = randomBytes(16) } = message;
  const b = body ? 1 : 0;
  const bound = `${pair.signed},${pair.pairId},1,${url},1,${b},${b},roc1,${sequence},${b64(salt)},${age}`;
  const clear = url === 0 ? `/${target}` : "";
  const keys = okm(pair.secret, salt, "roc1 req\0", lv("roc1/req", method, bound, clear), 164);
  const line = { 0: clear, 1: `/${b64(sealChunk(part(keys, 0), 0, pad(target), true))}`, 2: "/api/mte-relay" }[url];
  const text = message.head ?? JSON.stringify({ h: headers, ...(url === 2 ? { u: target } : {}) });
  const sealedHead = b64(sealChunk(part(keys, 44), 0, pad(text, 64), true));
  const tag = createHmac("sha256", pair.hk)
    .update(lv("roc1/req", method, bound, line, sealedHead))
    .digest()
    .subarray(0, 16);
  return {
    wire: { method, target: line, relay: `${bound},${b64(tag)}`, sealedHead, hasBody: b === 1 },
    body: body ? sealBody(part(keys, 88), body) : Buffer.alloc(0),
    tag,
    responseSecret: keys.subarray(132),
  };
}

/** Frames of a body; each text is a chunk, the last one the final chunk. */
export function sealBody(key: Part, texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text, index) => {
      const final = index === texts.length - 1;
      const sealed = sealChunk(key, index, final ? pad(text) : Buffer.from(text), final);
      return [final ? Buffer.from([0]) : varint(sealed.length), sealed];
    }),
  );
}

export function varint(length: number): Buffer {
  if (length < 64) return Buffer.from([length]);
  if (length < 16_384) return Buffer.from([0x40 | (length >> 8), length & 255]);
  return Buffer.from([0x80, length >> 16, (length >> 8) & 255, length & 255]);
}

/** Opens the head of an answer. Throws when anything is not authentic. */
export function openAnswer(sealed: Sealed, status: number, headers: readonly Header[]) {
  const of = (name: string) => headers.find(([each]) => each === name)?.[1] ?? "";
  const fields = of("x-mte-relay");
  const salt = from64(fields.split(",")[9]);
  const context = lv("roc1/rsp", sealed.tag, Buffer.from([status >> 8, status & 255]), fields);
  const keys = okm(sealed.responseSecret, salt, "roc1 rsp\0", context, 88);
  const head = JSON.parse(openWhole(part(keys, 0), from64(of("x-mte-relay-eh"))).toString()) as { s: number; h: Header[] };
  return { ...head, fields: fields.split(","), body: part(keys, 44) };
}
