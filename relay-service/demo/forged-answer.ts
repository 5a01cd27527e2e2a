import type { AttackId } from "./attack.ts";

export interface ForgedAnswer {
  readonly status: number;
  readonly rawHeaders: string[];
  readonly body: Buffer;
}

/** An answer that the box makes up; undefined where the attack forges none. */
export function forgedAnswer(attack: AttackId | undefined, origin: string | undefined): ForgedAnswer | undefined {
  // The box knows CORS as well: without these a browser would hide its forgery from the page.
  const cors = [
    "access-control-allow-origin",
    origin ?? "*",
    "access-control-allow-credentials",
    "true",
    "access-control-expose-headers",
    "x-mte-relay, x-mte-relay-eh, x-mte-relay-err",
  ];
  const made = (status: number, value: object, headers: string[] = []): ForgedAnswer => {
    const body = Buffer.from(JSON.stringify(value));
    const own = ["content-type", "application/json", "content-length", `${body.length}`];
    return { status, rawHeaders: [...cors, ...headers, ...own], body };
  };
  if (attack === "answer") return made(201, { id: 999, text: "Never stored" });
  // The form of the relay's own refusal, with a proof of the right length.
  if (attack === "error") return made(560, { error: "nopair" }, ["x-mte-relay-err", "nopair,AAAAAAAAAAAAAAAAAAAAAA"]);
  return undefined;
}
