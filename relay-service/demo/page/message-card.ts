import { element } from "./element.ts";

export interface Tag {
  readonly text: string;
  readonly kind?: "safe" | "harm" | "hint";
}

/** A request or an answer. */
export interface CardPart {
  readonly title: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: { readonly text: string; readonly isHex: boolean } | undefined;
}

export interface Card {
  /** Method and url. */
  readonly title: string;
  readonly tags: readonly Tag[];
  readonly parts: readonly CardPart[];
}

/** What browsers and relays add to every message is folded away; these are what a call is about. */
const TELLING = /^(x-mte-.*|authorization|content-type|location|cookie|set-cookie)$/i;

/** Puts a card into `place`, which stays open or closed as it is. */
export function fillCard(place: HTMLDetailsElement, { title, tags, parts }: Card): void {
  const summary = element("summary", {}, element("code", {}, title), ...tags.map(tagElement));
  place.className = "message";
  place.replaceChildren(summary, element("div", {}, ...parts.flatMap(partElements)));
}

export function tagElement({ text, kind }: Tag): HTMLElement {
  return element("span", { className: kind ? `tag ${kind}` : "tag" }, text);
}

function partElements({ title, headers, body }: CardPart): HTMLElement[] {
  const telling = headers.filter(([name]) => TELLING.test(name));
  const usual = headers.filter(([name]) => !TELLING.test(name));
  const made: HTMLElement[] = [element("h3", {}, title)];
  if (telling.length > 0) made.push(list(telling));
  if (usual.length > 0)
    made.push(
      element(
        "details",
        { className: "usual" },
        element("summary", {}, `${usual.length} usual header${usual.length === 1 ? "" : "s"}`),
        list(usual),
      ),
    );
  if (body) made.push(element("pre", { className: body.isHex ? "hex" : "text", tabIndex: 0 }, body.text));
  return made;
}

function list(headers: CardPart["headers"]): HTMLElement {
  const lines = headers.map(([name, value]) =>
    element("div", {}, element("dt", {}, name.toLowerCase()), element("dd", {}, value)),
  );
  return element("dl", {}, ...lines);
}
