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

/** The headers that matter for a call. The others, which browsers and relays add to every message, are folded away. */
const RELEVANT = /^(x-mte-.*|authorization|content-type|location|cookie|set-cookie)$/i;

/** Fills `place` with a card. It stays open or closed. */
export function fillCard(place: HTMLDetailsElement, { title, tags, parts }: Card): void {
  const summary = element("summary", {}, element("code", {}, title), ...tags.map(tagElement));
  place.className = "message";
  place.replaceChildren(summary, element("div", {}, ...parts.flatMap(partElements)));
}

export function tagElement({ text, kind }: Tag): HTMLElement {
  return element("span", { className: kind ? `tag ${kind}` : "tag" }, text);
}

function partElements({ title, headers, body }: CardPart): HTMLElement[] {
  const relevant = headers.filter(([name]) => RELEVANT.test(name));
  const usual = headers.filter(([name]) => !RELEVANT.test(name));
  const made: HTMLElement[] = [element("h3", {}, title)];
  if (relevant.length > 0) made.push(list(relevant));
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
