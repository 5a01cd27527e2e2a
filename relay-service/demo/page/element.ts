/** Makes an element. Strings become text nodes, so received data is never parsed as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> & { readonly label?: string },
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const { label, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  if (label !== undefined) made.dataset.label = label;
  made.append(...children);
  return made;
}

/** The element of the page with this id. */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
