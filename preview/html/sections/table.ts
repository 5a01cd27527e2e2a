import { type Content, html, type Markup } from "../html.ts";

/** A row; the first cell is its heading. */
export interface Row {
  readonly cells: readonly Content[];
  readonly className?: string;
  /** The arrow of the picture that the row is about. */
  readonly arrow?: string;
}

/**
 * A table that scrolls inside of its own box where the screen is narrow.
 *
 * @param numbers the columns that hold numbers, from 0
 */
export function table(caption: string, heads: readonly string[], rows: readonly Row[], numbers: readonly number[] = []): Markup {
  const at = (index: number) => (numbers.includes(index) ? html` class="number"` : "");
  return html`<div class="scroller" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads.map(
    (head, index) => html`<th scope="col"${at(index)}>${head}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ({ cells, className, arrow }) =>
      html`<tr${className !== undefined && html` class="${className}"`}${arrow !== undefined && html` data-arrow="${arrow}"`}>${cells.map(
        (cell, index) => (index === 0 ? html`<th scope="row"${at(index)}>${cell}</th>` : html`<td${at(index)}>${cell}</td>`),
      )}</tr>`,
  )}</tbody></table></div>
`;
}
