/** What the box in the middle can do to one message, as a CDN or an inspection proxy could. */
export interface Attack {
  readonly id: string;
  readonly title: string;
  readonly does: string;
}

export const ATTACKS = [
  { id: "url", title: "Change the url", does: "Flips one bit of the url." },
  { id: "head", title: "Change the headers", does: "Flips one bit of the header that carries the secret part." },
  { id: "body", title: "Change the body", does: "Flips one bit, so that the 1 in “Pay 100” would become a 9." },
  { id: "strip", title: "Remove the body", does: "Passes the message on without its body." },
  { id: "replay", title: "Send it again", does: "Lets the message through, then sends the same bytes once more." },
  { id: "hold", title: "Hold it back", does: "Delivers the message three minutes late." },
  { id: "error", title: "Forge an error", does: "Keeps the message and answers “unknown keys, please send it again”." },
  { id: "answer", title: "Forge an answer", does: "Keeps the message and answers “201 Created” itself." },
  { id: "answer-bit", title: "Change the answer", does: "Lets the message through, then flips one bit of the answer’s body." },
  { id: "impostor", title: "Pose as the relay", does: "Puts a relay of its own in between, with another identity." },
] as const satisfies readonly Attack[];

export type AttackId = (typeof ATTACKS)[number]["id"];

export function isAttackId(value: unknown): value is AttackId {
  return ATTACKS.some(({ id }) => id === value);
}

/** How late a held message is delivered; the relay takes none that is older than two minutes. */
export const HELD_MS = 180_000;
