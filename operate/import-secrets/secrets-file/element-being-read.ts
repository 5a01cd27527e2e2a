import type { SaxesAttributeNS } from "saxes";
import { SecretValue } from "./secret-value.ts";

/** What an element turned out to be. "part": a name or a value for the element around it, or a container. */
export type ElementResult =
  | { readonly kind: "entry"; readonly name: string; readonly value: SecretValue }
  | { readonly kind: "problem"; readonly problem: string }
  | { readonly kind: "ignored" }
  | { readonly kind: "part" };

const PART: ElementResult = { kind: "part" };

/** The words that mark a name, a name of lower rank, and a value; as attributes and as elements. */
const NAME = ["name", "key"];
const ID = "id";
const VALUE = "value";

/** An element between its opening and its closing tag: collects what may be the name and the value of an entry. */
export class ElementBeingRead {
  readonly index: number;
  readonly #names: string[] = [];
  readonly #ids: string[] = [];
  readonly #values: string[] = [];
  readonly #pieces: { readonly text: string; readonly isExact: boolean }[] = [];
  #local = "";
  #hasAttributeName = false;
  #hasElements = false;
  #entriesInside = 0;

  /** @param index of its "<" in the text */
  constructor(index: number) {
    this.index = index;
  }

  begin(local: string, attributes: readonly SaxesAttributeNS[]): void {
    this.#local = local.toLowerCase();
    for (const { prefix, local, value } of attributes) {
      // xml:id and xmlns:key are XML's.
      if (prefix !== "xml" && prefix !== "xmlns") this.#add(local.toLowerCase(), value, value.trim());
    }
    this.#hasAttributeName = this.#names.length + this.#ids.length > 0;
  }

  addText(text: string): void {
    this.#pieces.push({ text, isExact: false });
  }

  addCdata(text: string): void {
    this.#pieces.push({ text, isExact: true });
  }

  /** At its closing tag. `parent` takes a name or a value from it. */
  end(parent: ElementBeingRead | undefined): ElementResult {
    if (parent) parent.#hasElements = true;
    const text = this.#text();
    const hasText = text !== "" && (/[^ \t\n]/.test(text) || this.#pieces.some(({ isExact }) => isExact));
    const isWord = NAME.includes(this.#local) || this.#local === ID || this.#local === VALUE;
    if (isWord && parent && !this.#hasElements && !this.#hasAttributeName && this.#values.length === 0) {
      parent.#add(this.#local, hasText ? text : "", text.trim());
      return PART;
    }
    const result = this.#entry(text, hasText);
    if (parent) parent.#entriesInside += this.#entriesInside + (result.kind === "entry" ? 1 : 0);
    if (isWord && this.#hasElements && result.kind === "part" && this.#entriesInside === 0)
      return { kind: "problem", problem: "a name or a value must be text, and has elements in it" };
    return result;
  }

  #add(word: string, value: string, trimmed: string): void {
    if (NAME.includes(word)) this.#names.push(trimmed);
    if (word === ID) this.#ids.push(trimmed);
    if (word === VALUE) this.#values.push(value);
  }

  #entry(text: string, hasText: boolean): ElementResult {
    const names = this.#names.length > 0 ? this.#names : this.#ids;
    const values = [...this.#values, ...(hasText ? [text] : [])];
    const [name] = names;
    const [value] = values;
    const problem = (said: string): ElementResult => ({ kind: "problem", problem: said });
    if (name === undefined) {
      if (this.#values.length > 0) return problem("the entry has a value and no name");
      return hasText ? { kind: "ignored" } : PART;
    }
    // A container with a name, such as a section.
    if (this.#values.length === 0 && (this.#entriesInside > 0 || (this.#hasElements && this.#hasAttributeName)))
      return hasText ? { kind: "ignored" } : PART;
    if (names.length > 1) return problem("the entry has two names");
    if (values.length > 1) return problem("the entry has two values");
    if (name === "") return problem("the entry's name is empty");
    if (value === undefined || value === "")
      return problem("the entry has no value, and SSM stores none that is empty: give it a value, or delete the entry");
    return { kind: "entry", name, value: new SecretValue(value) };
  }

  /** The text. A line break at either end, with the blanks around it, is layout; other blanks, and all of CDATA, belong to the value. */
  #text(): string {
    const first = this.#pieces.findIndex(({ isExact }) => isExact);
    const plain = (pieces: readonly { readonly text: string }[]) => pieces.map(({ text }) => text).join("");
    if (first === -1) return withoutLayoutAfter(withoutLayoutBefore(plain(this.#pieces)));
    const last = this.#pieces.findLastIndex(({ isExact }) => isExact);
    return [
      withoutLayoutBefore(plain(this.#pieces.slice(0, first))),
      plain(this.#pieces.slice(first, last + 1)),
      withoutLayoutAfter(plain(this.#pieces.slice(last + 1))),
    ].join("");
  }
}

function withoutLayoutBefore(text: string): string {
  const blanks = /^[ \t\n]*/.exec(text)?.[0] ?? "";
  return blanks.includes("\n") ? text.slice(blanks.length) : text;
}

function withoutLayoutAfter(text: string): string {
  let end = text.length;
  while (end > 0 && " \t\n".includes(text[end - 1] as string)) end--;
  return text.slice(end).includes("\n") ? text.slice(0, end) : text;
}
