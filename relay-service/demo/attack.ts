/** An attack of the intermediary on one message. A CDN or an inspection proxy could do the same. */
export interface Attack {
  readonly id: string;
  readonly title: string;
  readonly does: string;
}

export const ATTACKS = [
  { id: "url", title: "Change the url", does: "Flips one bit of the url." },
  { id: "head", title: "Change the headers", does: "Flips one bit of the header that contains the sealed head." },
  { id: "body", title: "Change the body", does: "Flips one bit, so that the 1 in “Pay 100” would become a 9." },
  { id: "strip", title: "Remove the body", does: "Forwards the message without its body." },
  { id: "replay", title: "Send it again", does: "Forwards the message, then sends the same bytes once more." },
  { id: "hold", title: "Hold it back", does: "Delivers the message three minutes late." },
  { id: "error", title: "Forge an error", does: "Keeps the message and answers “unknown keys, please send it again”." },
  { id: "answer", title: "Forge an answer", does: "Keeps the message and answers “201 Created” itself." },
  { id: "answer-bit", title: "Change the answer", does: "Forwards the message, then flips one bit of the answer’s body." },
  { id: "impostor", title: "Pose as the relay", does: "Forwards to a relay of its own, with another identity." },
] as const satisfies readonly Attack[];

export type AttackId = (typeof ATTACKS)[number]["id"];

export function isAttackId(value: unknown): value is AttackId {
  return ATTACKS.some(({ id }) => id === value);
}

/** How late a held message is delivered. The relay accepts no message that is older than two minutes. */
export const HELD_MS = 180_000;
