/** A value that is lost for ever, with all that it encrypts, once another one is in its place. */
export interface Irreplaceable {
  /** The option that lets a person put another value in its place all the same. */
  readonly flag: "replace-salt" | "replace-encryption-key";
  readonly reason: string;
}

const REASON = "what XMPro has encrypted with the present value can never be read again after that";

/**
 * Recognises SALT (PREFIX_SALT of Subscription Manager) and encryption keys (/PREFIX/xmpro/appDesigner/encryptionKey, and Data Stream Designer's
 * older TripleDES/Key) by the end of their names, in either case. XMPro keeps them nowhere else.
 */
export function irreplaceable(name: string): Irreplaceable | undefined {
  if (/(^|[/_.-])salt$/i.test(name)) return { flag: "replace-salt", reason: REASON };
  if (/(^|[/_.-])(encryption[_-]?|TripleDES[/_.-]+)key$/i.test(name)) return { flag: "replace-encryption-key", reason: REASON };
  return undefined;
}
