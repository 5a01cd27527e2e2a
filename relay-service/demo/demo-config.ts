/** What the page has to know before it starts. */
export interface DemoConfig {
  /** The relay as the page sees it: the address of the box. */
  readonly relayUrl: string;
  /** Ed25519 keys, base64url. */
  readonly relayKeys: readonly string[];
  readonly keyId: string;
  readonly user: { readonly name: string; readonly password: string };
}
