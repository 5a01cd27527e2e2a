/** A check that failed. The message says what was seen, in words for people; it holds no secret and no sealed bytes. */
export class Unmet extends Error {
  override readonly name = "Unmet";
}
