/** The configuration of the page. */
export interface DemoConfig {
  /** The relay's URL for the page: the address of the intermediary. */
  readonly relayUrl: string;
  /** Ed25519 keys, base64url. */
  readonly relayKeys: readonly string[];
  readonly keyId: string;
  readonly user: { readonly name: string; readonly password: string };
}
