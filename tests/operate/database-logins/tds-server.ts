import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { TLSSocket } from "node:tls";
import type { KeyAndCertificate } from "../../../operate/certificates/pfx.ts";
import type { LoginRefused, SqlLogin, SqlSession } from "../../../operate/database-logins/sql-session.ts";

/** Packets and tokens of MS-TDS. */
const PACKET = { batch: 0x01, response: 0x04, login: 0x10, prelogin: 0x12 } as const;
const HEADER = 8;
const END_OF_MESSAGE = 1;
const DONE = Buffer.concat([Buffer.from([0xfd]), Buffer.alloc(12)]);

/** What the server does with a connection. */
export interface TdsOptions {
  readonly certificate: KeyAndCertificate;
  /** False: it says that it has no encryption. */
  readonly encrypts?: boolean;
  readonly open: (login: SqlLogin) => Promise<SqlSession>;
}

/**
 * A server that speaks as much of TDS 7.4 (MS-TDS) as a client needs to sign in over TLS and to run batches: rows have numbers and texts. The
 * client is the real one; what the batches mean is the business of `open`.
 */
export class TdsServer {
  /** Bytes of sign-ins that came, in the clear or not: none where the client does not trust the server. */
  logins = 0;
  readonly #options: TdsOptions;
  readonly #sockets: Socket[] = [];
  readonly #server = createServer((socket) => void this.#serve(socket).catch(() => socket.destroy()));

  constructor(options: TdsOptions) {
    this.#options = options;
  }

  /** @returns its port */
  async start(): Promise<number> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
  }

  /** Breaks all connections, as a tunnel does that ends. */
  breakConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.push(socket);
    socket.on("error", () => {});
    const encrypts = this.#options.encrypts ?? true;
    const clear = messages(socket);
    await clear.next();
    socket.write(packet(PACKET.response, prelogin(encrypts)));
    const stream = encrypts ? await this.#secure(socket, clear) : socket;
    let session: SqlSession | undefined;
    for await (const { type, body } of encrypts ? messages(stream) : clear) {
      if (type === PACKET.login) {
        this.logins++;
        const answer = await this.#options.open(readLogin(body)).then(
          (opened) => {
            session = opened;
            return Buffer.concat([loginAck(), DONE]);
          },
          (error) => Buffer.concat([errorToken(18_456, (error as LoginRefused).message), DONE]),
        );
        stream.write(packet(PACKET.response, answer));
      } else if (type === PACKET.batch) {
        stream.write(packet(PACKET.response, await answerTo(body, session)));
      }
    }
    await session?.close();
  }

  /** TLS whose handshake travels in packets of TDS, and whose data does not. */
  async #secure(socket: Socket, clear: AsyncIterator<Message>): Promise<Duplex> {
    const [inner, outer] = duplexPair();
    const { key, certificate } = this.#options.certificate;
    const tls = new TLSSocket(inner as unknown as Socket, {
      isServer: true,
      key: key.export({ type: "pkcs8", format: "pem" }) as string,
      cert: certificate.toString(),
      maxVersion: "TLSv1.2",
    });
    tls.on("error", () => socket.destroy());
    let isSecure = false;
    outer.on("data", (bytes) => socket.write(isSecure ? bytes : packet(PACKET.prelogin, bytes)));
    tls.once("secure", () => {
      setImmediate(() => {
        isSecure = true;
      });
    });
    const secure = once(tls, "secure");
    // Two flights of the client, each answered by one of the server.
    for (let flight = 0; flight < 2; flight++) {
      const next = await clear.next();
      if (next.done) throw new Error("the client left");
      outer.write(next.value.body);
    }
    await secure;
    clear.return?.();
    socket.on("data", (bytes) => outer.write(bytes));
    socket.on("close", () => outer.end());
    socket.resume();
    return tls;
  }
}

interface Message {
  readonly type: number;
  readonly body: Buffer;
}

/** Messages of a stream. It leaves the stream open, as TLS takes it over. */
async function* messages(stream: Duplex): AsyncGenerator<Message> {
  let rest = Buffer.alloc(0);
  let body = Buffer.alloc(0);
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER && rest.length >= rest.readUInt16BE(2)) {
      const length = rest.readUInt16BE(2);
      const [type = 0, status = 0] = rest;
      body = Buffer.concat([body, rest.subarray(HEADER, length)]);
      rest = rest.subarray(length);
      if (status & END_OF_MESSAGE) {
        yield { type, body };
        body = Buffer.alloc(0);
      }
    }
  }
}

function packet(type: number, body: Buffer): Buffer {
  const header = Buffer.from([type, END_OF_MESSAGE, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(HEADER + body.length, 2);
  return Buffer.concat([header, body]);
}

/** Options VERSION and ENCRYPTION ("on", or "not supported"), then their values. */
function prelogin(encrypts: boolean): Buffer {
  return Buffer.from([0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encrypts ? 1 : 2]);
}

/** User, password and database of LOGIN7: offset and length of each, in characters. */
function readLogin(body: Buffer): SqlLogin {
  const field = (at: number) => body.subarray(body.readUInt16LE(at), body.readUInt16LE(at) + 2 * body.readUInt16LE(at + 2));
  const password = field(44).map((byte) => (((byte ^ 0xa5) & 0x0f) << 4) | ((byte ^ 0xa5) >> 4));
  return {
    username: field(40).toString("utf16le"),
    password: Buffer.from(password).toString("utf16le"),
    database: field(68).toString("utf16le"),
  };
}

async function answerTo(body: Buffer, session: SqlSession | undefined): Promise<Buffer> {
  const batch = body.subarray(body.readUInt32LE(0)).toString("utf16le");
  // The client's own settings of the session.
  if (/^set /i.test(batch.trim())) return DONE;
  try {
    const rows = (await session?.run(batch)) ?? [];
    return Buffer.concat([...(rows[0] ? [columns(rows[0])] : []), ...rows.map(row), DONE]);
  } catch (error) {
    return Buffer.concat([errorToken(50_000, (error as Error).message), DONE]);
  }
}

function columns(first: Readonly<Record<string, unknown>>): Buffer {
  const each = Object.entries(first).map(([name, value]) => {
    const type = typeof value === "number" ? Buffer.from([0x26, 4]) : Buffer.from([0xe7, 0x40, 0x1f, 9, 4, 0xd0, 0, 0x34]);
    return Buffer.concat([Buffer.alloc(4), Buffer.from([1, 0]), type, shortText(name)]);
  });
  return Buffer.concat([Buffer.from([0x81, each.length, 0]), ...each]);
}

function row(values: Readonly<Record<string, unknown>>): Buffer {
  const each = Object.values(values).map((value) => {
    if (typeof value === "number") return Buffer.from([4, value, 0, 0, 0]);
    const text = Buffer.from(String(value), "utf16le");
    return Buffer.concat([uint16(text.length), text]);
  });
  return Buffer.concat([Buffer.from([0xd1]), ...each]);
}

function loginAck(): Buffer {
  const body = Buffer.concat([Buffer.from([1, 0x74, 0, 0, 4]), shortText("Microsoft SQL Server"), Buffer.from([16, 0, 0, 0])]);
  return Buffer.concat([Buffer.from([0xad]), uint16(body.length), body]);
}

function errorToken(number: number, message: string): Buffer {
  const head = Buffer.alloc(6);
  head.writeInt32LE(number);
  head[4] = 1;
  head[5] = 14;
  const text = Buffer.concat([uint16(message.length), Buffer.from(message, "utf16le")]);
  const body = Buffer.concat([head, text, shortText("server"), shortText(""), Buffer.alloc(4)]);
  return Buffer.concat([Buffer.from([0xaa]), uint16(body.length), body]);
}

const shortText = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text, "utf16le")]);

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
