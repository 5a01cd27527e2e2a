/**
 * The status that stands outside of a sealed answer. The true one is sealed; outside, those are hidden that a browser or a box
 * in between acts upon (redirects, 205), and those that mean the relay itself (559 to 569).
 */
export function outerStatus(status: number): number {
  const hidden = status === 205 || (status >= 300 && status <= 399) || (status >= 559 && status <= 569);
  return hidden ? 200 : status;
}
