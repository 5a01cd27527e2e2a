/**
 * A command could not see what it was asked about, so it knows neither that it is good nor that it is wrong. The message is for a person: what
 * could not be read, why, and what to do. It holds no secret.
 */
export class CouldNotLook extends Error {
  override readonly name = "CouldNotLook";
}
