/** Statuses on which fetch acts by itself: it asks for a password, sends the request again, or takes an answer for empty. */
const ACTED_UPON = new Set([205, 401, 407, 408, 421, 425]);

/**
 * The status on the status line of a sealed answer. The true one is sealed. Hidden as 200 are those that fetch or an intermediary acts
 * upon (redirects among them), and those that mean the relay itself (559 to 569).
 */
export function outerStatus(status: number): number {
  const isHidden = ACTED_UPON.has(status) || (status >= 300 && status <= 399) || (status >= 559 && status <= 569);
  return isHidden ? 200 : status;
}
