/** Statuses on which fetch acts by itself: it asks for a password, repeats the request, or treats the answer as empty. */
const ACTED_UPON = new Set([205, 401, 407, 408, 421, 425]);

/**
 * The status on the status line of a sealed answer. The true one is sealed. It is 200 for statuses that fetch or an
 * intermediary acts on (redirects among them), and for those of the relay itself (559 to 569).
 */
export function outerStatus(status: number): number {
  const isHidden = ACTED_UPON.has(status) || (status >= 300 && status <= 399) || (status >= 559 && status <= 569);
  return isHidden ? 200 : status;
}
