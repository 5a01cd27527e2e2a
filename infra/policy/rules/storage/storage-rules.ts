import type { Rule } from "../../rule.ts";
import { bucketsEncrypted } from "./buckets-encrypted.ts";
import { bucketsLifecycle } from "./buckets-lifecycle.ts";
import { bucketsLogged } from "./buckets-logged.ts";
import { bucketsVersioned } from "./buckets-versioned.ts";
import { dataOwnKey } from "./data-own-key.ts";
import { dataProtected } from "./data-protected.ts";
import { keysRotated } from "./keys-rotated.ts";
import { volumesEncrypted } from "./volumes-encrypted.ts";

export const storageRules: readonly Rule[] = [
  dataProtected,
  volumesEncrypted,
  keysRotated,
  dataOwnKey,
  bucketsVersioned,
  bucketsEncrypted,
  bucketsLogged,
  bucketsLifecycle,
];
