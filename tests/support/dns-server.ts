import { createSocket } from "node:dgram";
import { once } from "node:events";

/** What a name has: name servers, or an address. */
export interface DnsRecords {
  readonly ns?: readonly string[];
  readonly a?: string;
}

const TYPES: Readonly<Record<number, keyof DnsRecords>> = { 1: "a", 2: "ns" };
const HEADER_BYTES = 12;

/** A DNS server on loopback (RFC 1035, over UDP) that knows some names. The records may change while it runs. */
export async function startDnsServer(records: ReadonlyMap<string, DnsRecords>) {
  const socket = createSocket("udp4");
  socket.on("message", (query, { port, address }) => socket.send(answerTo(query, records), port, address));
  await once(socket.bind(0, "127.0.0.1"), "listening");
  return { address: `127.0.0.1:${socket.address().port}`, close: () => void socket.close() };
}

function answerTo(query: Buffer, records: ReadonlyMap<string, DnsRecords>): Buffer {
  const { name, end } = nameIn(query);
  const type = query.readUInt16BE(end);
  const kind = TYPES[type];
  const found = records.get(name);
  const data = found === undefined || kind === undefined ? [] : dataOf(kind, found);
  const header = Buffer.from(query.subarray(0, HEADER_BYTES));
  // An answer, with authority, of a server that recurses; NXDOMAIN for a name without records.
  header.writeUInt16BE(0x8580 | (found === undefined ? 3 : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(data.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, query.subarray(HEADER_BYTES, end + 4), ...data.map((bytes) => record(type, bytes))]);
}

/** The name of the question, in lower case, and where it ends. */
function nameIn(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function dataOf(kind: keyof DnsRecords, { ns = [], a }: DnsRecords): Buffer[] {
  if (kind === "ns") return ns.map(encoded);
  return a === undefined ? [] : [Buffer.from(a.split(".").map(Number))];
}

function encoded(name: string): Buffer {
  return Buffer.concat([
    ...name.split(".").map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`, "latin1")),
    Buffer.of(0),
  ]);
}

/** The name is that of the question: a pointer to it. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
