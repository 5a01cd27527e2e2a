// Templates that escape. Whatever is put into one is text, unless it came out of another one.

/** Markup that is safe to put into a page. Only `html` makes it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

export type Content = Markup | string | number | false | undefined | readonly Content[];

/** A template whose values are escaped. `false` and `undefined` are nothing, so that `condition && html…` works; a list is joined. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.reduce((sum, part, index) => sum + markup(values[index - 1]) + part));
}

/** Text for an element or for an attribute in quotes. */
function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function markup(content: Content): string {
  if (content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  return Array.isArray(content) ? content.map(markup).join("") : escaped(String(content));
}

/** A data block. Inside of a script element only "<" can end it, and JSON can write it in another way. */
export function jsonScript(id: string, value: unknown): Markup {
  const text = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return html`<script type="application/json" id="${id}">${new Markup(text)}</script>`;
}
