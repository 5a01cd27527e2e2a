/** A check has failed. The message says what was seen, for people. It contains no secret and no sealed bytes. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}
