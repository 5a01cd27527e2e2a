import type { Verdict, VerifpalModel } from "./verifpal-model.ts";

/** One change to a model, and the verdicts that it changes. Shows that each part of the protocol is necessary, and where the limits are. */
export interface Change {
  readonly of: string;
  readonly name: string;
  /** Every occurrence of the first text becomes the second. */
  readonly replace: readonly (readonly [from: string, to: string])[];
  readonly sessions?: number;
  /** Verdicts that differ from those of the unchanged model; all others must stay. */
  readonly turns: Readonly<Record<string, Verdict>>;
}

/** The model with the change made. Throws when a text no longer occurs, as the change would then show nothing. */
export function changed(model: VerifpalModel, change: Change): VerifpalModel {
  let text = model.text;
  for (const [from, to] of change.replace) {
    if (!text.includes(from)) throw new Error(`${change.of} does not contain "${from}", which "${change.name}" replaces`);
    text = text.replaceAll(from, to);
  }
  const expected = new Map(model.expected);
  for (const [query, verdict] of Object.entries(change.turns)) {
    if (expected.get(query) === verdict) throw new Error(`"${change.name}" must change the verdict of "${query}"`);
    if (!expected.has(query)) throw new Error(`${change.of} has no query "${query}", which "${change.name}" names`);
    expected.set(query, verdict);
  }
  return { name: `${change.of}: ${change.name}`, text, sessions: change.sessions ?? model.sessions, expected };
}

/** A client without a pin: what an active attacker in the middle then reads and forges. */
const IN_THE_MIDDLE = {
  "confidentiality? head": "attack",
  "confidentiality? body": "attack",
  "confidentiality? c_answer": "attack",
  "confidentiality? c_pair_secret": "attack",
  "confidentiality? c_hk": "attack",
  "authentication? Relay -> Client: box": "attack",
  "authentication? Relay -> Client: status": "attack",
  "authentication? Relay -> Client: sealed_answer": "attack",
} as const satisfies Record<string, Verdict>;

/** The changes that `npm run prove` makes. The limits come first, then parts of the protocol that are taken out. */
export const CHANGES: readonly Change[] = [
  {
    of: "unpinned.vp",
    name: "the attacker only listens",
    replace: [["attacker[active]", "attacker[passive]"]],
    sessions: 2,
    turns: {
      "confidentiality? head": "pass",
      "confidentiality? body": "pass",
      "confidentiality? c_answer": "pass",
      "confidentiality? c_pair_secret": "pass",
      "confidentiality? c_hk": "pass",
      "authentication? Relay -> Client: sig": "pass",
      "authentication? Relay -> Client: box": "pass",
      "authentication? Relay -> Client: status": "pass",
      "authentication? Relay -> Client: sealed_answer": "pass",
    },
  },
  {
    of: "pinned.vp",
    name: "the identity leaked before the pairing",
    replace: [["\tidentity = PUBKEY(identity_seed)", "\tidentity = PUBKEY(identity_seed)\n\tleaks identity_seed"]],
    sessions: 1,
    turns: { ...IN_THE_MIDDLE, "authentication? Relay -> Client: sig": "attack" },
  },
  {
    of: "pinned.vp",
    name: "the client does not check the signature",
    replace: [["sig)?", "sig)"]],
    sessions: 1,
    turns: { ...IN_THE_MIDDLE, "authentication? Relay -> Client: sig": "attack" },
  },
  {
    of: "pinned.vp",
    name: "the signature leaves out enc and box",
    replace: [
      [", th, HASH(kem_enc, box))", ", th)"],
      [", c_th, HASH(kem_enc, box))", ", c_th)"],
    ],
    sessions: 1,
    turns: IN_THE_MIDDLE,
  },
  {
    // No attack: HPKE binds the transcript a second time, by its info and by the box.
    of: "transcript.vp",
    name: "the signature leaves out th",
    replace: [
      ["CONCAT(label_sig, th, ", "CONCAT(label_sig, "],
      ["CONCAT(label_sig, c_th, ", "CONCAT(label_sig, "],
    ],
    turns: {},
  },
  {
    of: "transcript.vp",
    name: "nothing binds th",
    replace: [
      ["CONCAT(label_sig, th, ", "CONCAT(label_sig, "],
      ["CONCAT(label_sig, c_th, ", "CONCAT(label_sig, "],
      ["shared_secret, th)", "shared_secret, nil)"],
      ["kem_enc), c_th)", "kem_enc), nil)"],
      ["hk, th)", "hk, nil)"],
      ["box, c_th)", "box, nil)"],
    ],
    turns: { "equivalence? th, c_th[precondition[Client -> Relay: accepted]]": "attack" },
  },
  {
    of: "own-pair.vp",
    name: "the context leaves out the method",
    replace: [["HASH(label_req, method, ", "HASH(label_req, "]],
    turns: { "authentication? Client -> Relay: method": "attack" },
  },
  {
    of: "own-pair.vp",
    name: "chunks have neither number nor end mark",
    replace: [
      ["nonce_1, chunk_1, final", "nonce_0, chunk_1, nil"],
      ["nonce_1, sealed_chunk_1, final", "nonce_0, sealed_chunk_1, nil"],
    ],
    turns: {
      "authentication? Client -> Relay: sealed_chunk_0": "attack",
      "authentication? Client -> Relay: sealed_chunk_1": "attack",
    },
  },
  {
    of: "two-requests.vp",
    name: "a number may be used twice",
    replace: [["[seq_b]", "seq_b"]],
    turns: {
      "authentication? Client -> Relay: req_tag_b": "attack",
      "authentication? Client -> Relay: sealed_body_b": "attack",
      "authentication? Relay -> Client: sealed_answer_a": "attack",
    },
  },
  {
    of: "two-requests.vp",
    name: "answers are bound to the pair, not to the request",
    replace: [
      ["HKDF(nil, r_rsp_ikm_a, HASH(label_rsp, req_tag_a))", "HKDF(nil, pair_secret, label_rsp)"],
      ["HKDF(nil, r_rsp_ikm_b, HASH(label_rsp, req_tag_b))", "HKDF(nil, pair_secret, label_rsp)"],
      ["HKDF(nil, rsp_ikm_a, HASH(label_rsp, req_tag_a))", "HKDF(nil, c_pair_secret, label_rsp)"],
      ["HKDF(nil, rsp_ikm_b, HASH(label_rsp, req_tag_b))", "HKDF(nil, c_pair_secret, label_rsp)"],
    ],
    turns: {
      "authentication? Relay -> Client: sealed_answer_a": "attack",
      "authentication? Relay -> Client: sealed_answer_b": "attack",
    },
  },
  {
    of: "hybrid.vp",
    name: "ML-KEM is broken instead of X25519",
    replace: [
      ["PUBKEY[weak from phase 1]", "PUBKEY"],
      ["KEM_ENCAP(", "KEM_ENCAP[weak from phase 1]("],
    ],
    turns: {},
  },
  {
    of: "hybrid.vp",
    name: "both halves are broken",
    replace: [["KEM_ENCAP(", "KEM_ENCAP[weak from phase 1]("]],
    turns: { "confidentiality? c_pair_secret": "attack" },
  },
  {
    of: "other-relay.vp",
    name: "Redis is honest",
    replace: [
      ["rec_salt, record\n", "[rec_salt], [record]\n"],
      ["Client -> Sibling: pair_id,", "Client -> Sibling: [pair_id],"],
    ],
    turns: {
      "authentication? Relay -> Sibling: record": "pass",
      "authentication? Client -> Sibling: sealed_body": "pass",
    },
  },
  {
    of: "other-relay.vp",
    name: "records were kept, and then the secret leaks",
    replace: [["queries[", "phase[1]\n\nprincipal Relay[\n\tleaks khdr, wrap\n]\n\nqueries["]],
    turns: {
      "confidentiality? pair_secret": "attack",
      "confidentiality? body": "attack",
      "confidentiality? c_answer": "attack",
    },
  },
  {
    of: "refusal.vp",
    name: "the client chooses the pair id",
    replace: [
      ["\tgenerates sk\n", "\tgenerates sk, pair_id\n"],
      ["Client -> Relay: pk\n", "Client -> Relay: pk, pair_id\n"],
      ["\tgenerates pair_id, encapsulation\n", "\tgenerates encapsulation\n"],
      ["Relay -> Client: [pair_id], ", "Relay -> Client: "],
    ],
    turns: {
      "confidentiality? c_hk": "attack",
      "authentication? Relay -> Client: err_mac_a": "attack",
      "authentication? Relay -> Client: err_mac_b": "attack",
    },
  },
  {
    of: "refusal.vp",
    name: "the MAC leaves out the request",
    replace: [
      ["HASH(label_err, req_tag_a, stale)", "HASH(label_err, stale)"],
      ["HASH(label_err, req_tag_b, stale)", "HASH(label_err, stale)"],
    ],
    turns: { "authentication? Relay -> Client: err_mac_b": "attack" },
  },
];
