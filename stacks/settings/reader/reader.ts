import { type Output, secret } from "@pulumi/pulumi";
import type { UnquotedSetting } from "../../settings-file/unquoted.ts";
import { removedSettings } from "../schema/removed.ts";
import type { Setting } from "../schema/setting.ts";
import {
  type Choice,
  type ChoiceKey,
  type Defaults,
  type KeyName,
  type KeyOf,
  NOT_SET,
  type SecretKey,
  schema,
} from "../schema.ts";
import { nearest } from "./nearest.ts";
import { parseJson } from "./parse-json.ts";
import { quoted } from "./quoted.ts";

/** Where raw values come from: the engine's configuration, or a test's. */
export interface SettingsSource {
  /** Full key such as "xmpro:domain" to its text; lists and objects are JSON text. */
  readonly all: Readonly<Record<string, string>>;
  /** Whether the value of a full key is stored encrypted. Not checked when left out. */
  readonly isSecret?: (key: string) => boolean;
  /** What the settings files have without the quotes that it needs. The text in `all` is what one reader made of it. */
  readonly unquoted?: readonly UnquotedSetting[];
}

/** What a text must look like. It completes the sentence "must be <expected> such as <example>". */
export interface Form {
  readonly expected: string;
  readonly example: string;
  readonly fits: (value: string) => boolean;
}

const NAMESPACE = "xmpro:";
/** In the first line of every private key in PEM form. */
const PRIVATE_KEY = /PRIVATE KEY/;
/** A URL with a user, and maybe a password, or with a query, which often holds a token. */
const URL_WITH_SECRET = /:\/\/[^"\s]*[@?]/;
/** Settings of the provider that hold no secret. */
const ACCOUNT_KEYS = new Set(["aws:region", "aws:allowedAccountIds", "aws:defaultTags"]);

/**
 * Reads settings one by one and collects what is wrong instead of throwing. After a problem a method returns the
 * default, so that reading goes on and all problems are reported together.
 */
export class Reader {
  readonly problems: string[] = [];
  readonly #source: SettingsSource;
  readonly #defaults: Defaults;
  readonly #invalid = new Set<string>();
  readonly #unquoted: ReadonlySet<string>;

  constructor(source: SettingsSource, defaults: Defaults) {
    this.#source = source;
    this.#defaults = defaults;
    for (const unquoted of source.unquoted ?? []) this.#reportUnquoted(unquoted);
    this.#unquoted = new Set(this.#invalid);
  }

  /** True when the stack's file gives a value of its own. */
  isSet(key: KeyName): boolean {
    return this.#given(key) !== undefined;
  }

  /** True when no problem with these was found so far: a check of several settings starts only then. */
  isValid(...settings: readonly (KeyName | `aws:${string}`)[]): boolean {
    return settings.every((setting) => !this.#invalid.has(fullKey(setting)));
  }

  /** Raw text of a full key outside our namespace. */
  raw(key: `aws:${string}`): string | undefined {
    return this.#text(key);
  }

  /** For an integer too, where not a range but somebody else's rule says what fits. */
  string(key: KeyOf<"string" | "integer">, form: Form): string {
    const fallback = String(this.#default(key) ?? "");
    const value = this.#given(key) ?? fallback;
    if (value === "" && "required" in schema[key]) this.reportForm(key, form, undefined);
    else if (value !== "" && !form.fits(value)) this.reportForm(key, form, value);
    else return value;
    return fallback;
  }

  optional(key: KeyOf<"string" | "integer">, form: Form): string | undefined {
    return this.string(key, form) || undefined;
  }

  choice<Key extends ChoiceKey>(key: Key): Choice<Key> {
    // A row with values has a default of its own or one of each stack.
    const fallback = this.#default(key) as Choice<Key>;
    const value = this.#given(key);
    if (value === undefined) return fallback;
    const choices: readonly string[] = schema[key].values;
    if (choices.includes(value)) return value as Choice<Key>;
    this.reportValue(key, `must be one of ${choices.map(quoted).join(", ")}`, value);
    return fallback;
  }

  /** An explicit 0 means "not set", as the engine hands it over for a key without a value: the stack's own value holds. */
  integer(key: KeyOf<"integer">, range: { readonly min: number; readonly max: number; readonly unit: string }): number {
    const { min, max, unit } = range;
    const fallback = Number(this.#default(key) ?? 0);
    const given = this.#given(key);
    if (given === undefined) return fallback;
    const value = /^-?\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.reportForm(key, { expected: `a whole number from ${min} to ${max} (${unit})`, example: String(fallback || min) }, given);
    return fallback;
  }

  boolean(key: KeyOf<"boolean">): boolean {
    const fallback = schema[key].default;
    const given = this.#given(key);
    if (given === undefined) return fallback;
    if (given === "true" || given === "false") return given === "true";
    this.reportValue(key, "must be true or false", given);
    return fallback;
  }

  /** @param limit how many items there may be, and why in words; more are refused unread */
  list(key: KeyOf<"array">, form: Form, limit?: { readonly max: number; readonly because: string }): readonly string[] {
    const given = this.#given(key);
    const expected = `must be a list of ${form.expected} such as ["${form.example}"]`;
    if (given === undefined) {
      if ("required" in schema[key]) this.reportValue(key, expected, undefined);
      return [];
    }
    const value = parseJson(given);
    if (!Array.isArray(value)) {
      this.reportValue(key, expected, given);
      return [];
    }
    if (limit !== undefined && value.length > limit.max) {
      this.report(key, `must be a list of at most ${limit.max} ${form.expected} (${limit.because}), got ${value.length}`);
      return [];
    }
    const seen = new Set<string>();
    for (const each of value) {
      // Whole numbers and booleans need no quotes in YAML: they are the text that they look like.
      const item: unknown = typeof each === "number" || typeof each === "boolean" ? String(each) : each;
      if (typeof item !== "string" || !form.fits(item))
        this.reportValue(key, expected, typeof item === "string" ? item : JSON.stringify(item));
      else if (seen.has(item)) this.reportValue(key, "must name each value only once", item);
      else seen.add(item);
    }
    return [...seen];
  }

  /** The value never reaches a problem's text, and leaves here only as a secret. */
  secret(key: SecretKey, form: Omit<Form, "example">): Output<string> | undefined {
    const given = this.#given(key);
    if (given === undefined) return undefined;
    if (this.#source.isSecret?.(NAMESPACE + key) === false) {
      // The engine would refuse this by itself with `secret: true` in Pulumi.yaml, but then refuses our empty default too.
      this.report(
        key,
        `must be encrypted: set it with "pulumi config set --secret ${NAMESPACE}${key}", and choose another value, because this one was readable`,
      );
    } else if (!form.fits(given)) this.report(key, `must be ${form.expected}; the value is secret and not shown`);
    return secret(given);
  }

  /**
   * Values with spaces between them, each of which leaves here only as a secret. How many there are is no secret: each one makes a
   * resource.
   *
   * @param form of one value; `expected` speaks of all
   */
  secrets(key: SecretKey, form: Omit<Form, "example">, max: number): readonly Output<string>[] {
    const values = (this.#given(key) ?? "").split(/\s+/).filter((value) => value !== "");
    const fits = () => values.every(form.fits) && values.length <= max && new Set(values).size === values.length;
    this.secret(key, { ...form, fits });
    return values.map((value) => secret(value));
  }

  /** Reports that a value does not have the form; `value` is undefined when there is none. */
  reportForm(
    setting: KeyName | `aws:${string}`,
    { expected, example }: Pick<Form, "expected"> & Partial<Form>,
    value: string | undefined,
  ): void {
    this.reportValue(setting, `must be ${expected}${example === undefined ? "" : ` such as ${quoted(example)}`}`, value);
  }

  /** Reports a problem in words that follow the setting's name. */
  report(setting: KeyName | `aws:${string}`, words: string): void {
    const full = fullKey(setting);
    this.#invalid.add(full);
    // The text that was read is not the text that was written: a second problem would speak of something that nobody typed.
    if (!this.#unquoted.has(full)) this.problems.push(`${full} ${words}`);
  }

  /** Reports a problem in words that follow the setting's name, and then the value, unless it must not be shown. */
  reportValue(setting: KeyName | `aws:${string}`, words: string, value: string | number | boolean | undefined): void {
    if (value === undefined || value === "") this.report(setting, `${words}, got nothing`);
    else if (this.isHidden(setting)) this.report(setting, `${words}; the value is not shown`);
    else {
      const origin = isOurs(setting) && !this.isSet(setting) ? " (the stack's default)" : "";
      this.report(setting, `${words}, got ${quoted(String(value))}${origin}`);
    }
  }

  /** True when no part of the value may be in a problem: it is encrypted, or a private key or a password was pasted into it. */
  isHidden(setting: KeyName | `aws:${string}`): boolean {
    const full = fullKey(setting);
    if (this.#source.isSecret?.(full) || (isOurs(setting) && "hidden" in schema[setting])) return true;
    const text = this.#text(full) ?? "";
    return PRIVATE_KEY.test(text) || URL_WITH_SECRET.test(text);
  }

  /** Reports each of `others` that is set although it has no meaning. */
  reportIfSet(others: readonly KeyName[], why: string): void {
    for (const key of others.filter((other) => this.isSet(other))) this.report(key, `must not be set ${why}`);
  }

  /** Reports the keys of our namespace that do not exist: a typing error would otherwise deploy a default silently. */
  reportUnknown(): void {
    const known = Object.keys(schema);
    for (const key of Object.keys(this.#source.all)) {
      if (!key.startsWith(NAMESPACE) || Object.hasOwn(schema, key.slice(NAMESPACE.length))) continue;
      // The value was typed as the key, and a private key is never shown.
      if (PRIVATE_KEY.test(key)) {
        this.problems.push(`a key of ${NAMESPACE} that holds a private key is not a setting of this project; it is not shown`);
        continue;
      }
      const instead = Object.hasOwn(removedSettings, key.slice(NAMESPACE.length)) && removedSettings[key.slice(NAMESPACE.length)];
      if (instead) {
        this.problems.push(`${key} is no longer a setting: ${instead}`);
        continue;
      }
      const meant = nearest(key.slice(NAMESPACE.length), known);
      this.problems.push(`${key} is not a setting of this project${meant ? `; did you mean "${NAMESPACE}${meant}"?` : ""}`);
    }
  }

  #reportUnquoted({ setting, part, source, location }: UnquotedSetting): void {
    const ours = setting.startsWith(NAMESPACE) ? setting.slice(NAMESPACE.length) : "";
    const key: Setting | undefined = isOurs(ours) ? schema[ours] : undefined;
    const shown =
      (key !== undefined || ACCOUNT_KEYS.has(setting)) &&
      !key?.secret &&
      !this.isHidden(isOurs(ours) ? ours : (setting as KeyName));
    const what = part === "" ? "" : `${part} `;
    const form = { integer: "in plain digits or in quotes", boolean: "true or false, or in quotes" }[key?.type as "integer"];
    const example = shown && source !== "" ? JSON.stringify(source) : '"..."';
    const got = shown && source !== "" ? source : "a value that is not shown";
    const where = part === "" ? "be" : `have ${what}`.trimEnd();
    this.#invalid.add(setting);
    this.problems.push(
      `${setting} must ${where} ${form ?? "in quotes"} such as ${example}, got ${got} in ${location}, which YAML readers read differently`,
    );
  }

  #given(key: KeyName): string | undefined {
    const text = this.#text(NAMESPACE + key);
    return text === undefined || isNotSet(text, schema[key].type) ? undefined : text;
  }

  #text(key: string): string | undefined {
    return Object.hasOwn(this.#source.all, key) ? this.#source.all[key] : undefined;
  }

  #default(key: KeyName): string | number | boolean | undefined {
    const own: Partial<Record<KeyName, string | number>> = this.#defaults;
    const shared: Setting = schema[key];
    return own[key] ?? shared.default;
  }
}

function isOurs(setting: string): setting is KeyName {
  return Object.hasOwn(schema, setting);
}

function fullKey(setting: string): string {
  return isOurs(setting) ? NAMESPACE + setting : setting;
}

/** The engine hands a list over as JSON, and a number as its digits. */
function isNotSet(text: string, type: Setting["type"]): boolean {
  const value = NOT_SET[type] ?? "";
  return text === (typeof value === "string" ? value : JSON.stringify(value));
}
