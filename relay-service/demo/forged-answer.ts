import type { AttackId } from "./attack.ts";

export interface ForgedAnswer {
  readonly status: number;
  readonly rawHeaders: string[];
  readonly body: Buffer;
}

/** The answer that the intermediary forges; undefined when the attack forges none. */
export function forgedAnswer(attack: AttackId | undefined, origin: string | undefined): ForgedAnswer | undefined {
  // Without CORS headers the browser would hide the forged answer from the page.
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
  // Looks like a refusal of the relay, with a MAC of the right length.
  if (attack === "error") return made(560, { error: "nopair" }, ["x-mte-relay-err", "nopair,AAAAAAAAAAAAAAAAAAAAAA"]);
  return undefined;
}
