import type { Progress } from "../body/progress.ts";
import { checkOptions, type OptionRule } from "./check-options.ts";
import { MESSAGE_RULES, type MessageOptions, messageOptions } from "./message-options.ts";

/** Options of one call, checked and complete. */
export interface CallOptions extends MessageOptions {
  readonly onUploadProgress: ((progress: Progress) => void) | undefined;
  readonly onDownloadProgress: ((progress: Progress) => void) | undefined;
  /** Send a large body while it is sealed; false = seal it into a blob first. */
  readonly stream: boolean;
}

const isFunction = (value: unknown) => typeof value === "function";

const RULES: Record<string, OptionRule> = {
  onUploadProgress: ["a function", isFunction],
  onDownloadProgress: ["a function", isFunction],
  stream: ["true or false", (value) => typeof value === "boolean"],
  ...MESSAGE_RULES,
};

/** Per-call options of the vendor's client; they change nothing. */
const VENDOR = new Set(["encodeType", "encodeUrl", "encodeHeaders", "useStreaming", "pathPrefix"]);

/** Reads the options of one call of `mteFetch`; those in `over` win. Throws a `TypeError` that names all problems at once. */
export function readCallOptions(given: unknown, otherwise: MessageOptions, over?: unknown): CallOptions {
  const options = checkOptions([given, over], RULES, VENDOR);
  const { onUploadProgress, onDownloadProgress, stream } = options as Partial<CallOptions>;
  return {
    onUploadProgress: apart(onUploadProgress),
    onDownloadProgress: apart(onDownloadProgress),
    stream: stream ?? false,
    ...messageOptions(options, otherwise),
  };
}

/** A hook that throws is its program's affair, and must not look like a failed transfer. */
function apart(hook: CallOptions["onUploadProgress"]): CallOptions["onUploadProgress"] {
  return hook && ((progress) => queueMicrotask(() => hook(progress)));
}
