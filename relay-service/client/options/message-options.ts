import type { BodyPadding } from "../body/body-padding.ts";
import type { WireUrl } from "../message/wire-header.ts";
import type { OptionRule, Options } from "./check-options.ts";

/** Whether a request that may do harm when executed twice is sent again after the relay's proof that it does not know the pair. */
export type RetryUnsafe = "authenticated" | "never";

/** How messages are sealed and sent again. It can be set for all calls, and for one. */
export interface MessageOptions {
  readonly retryUnsafe: RetryUnsafe;
  readonly padding: BodyPadding;
  /** Where the url travels. */
  readonly url: WireUrl;
}

const URL_MODES: Readonly<Record<string, WireUrl>> = { fixed: 2, path: 1, clear: 0 };

function oneOf(...words: readonly string[]): OptionRule {
  const quoted = words.map((word) => `"${word}"`);
  return [`${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`, (value) => words.includes(value as string)];
}

export const MESSAGE_RULES = {
  retryUnsafe: oneOf("authenticated", "never"),
  padding: oneOf("none", "padme"),
  urlMode: oneOf(...Object.keys(URL_MODES)),
} satisfies Record<string, OptionRule>;

/** `options` has passed {@link MESSAGE_RULES}. */
export function messageOptions(options: Options, otherwise: MessageOptions): MessageOptions {
  const { retryUnsafe, padding, urlMode } = options as { retryUnsafe?: RetryUnsafe; padding?: BodyPadding; urlMode?: string };
  return {
    retryUnsafe: retryUnsafe ?? otherwise.retryUnsafe,
    padding: padding ?? otherwise.padding,
    url: urlMode === undefined ? otherwise.url : (URL_MODES[urlMode] as WireUrl),
  };
}
