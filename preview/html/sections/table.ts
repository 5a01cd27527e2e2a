import { type Content, html, type Markup } from "../html.ts";

/** A row; the first cell is its heading. */
export interface Row {
  readonly cells: readonly Content[];
  readonly className?: string;
  /** The arrow of the picture that the row is about. */
  readonly arrow?: string;
}

/**
 * A table. On a narrow screen its style shows each row as a block, with the heading of the column before each value. Browsers may
 * then forget that it is a table, so the roles say so.
 *
 * @param numbers the columns that hold numbers, from 0
 */
export function table(caption: string, heads: readonly string[], rows: readonly Row[], numbers: readonly number[] = []): Markup {
  const at = (index: number) => (numbers.includes(index) ? html` class="number"` : "");
  const headed = (index: number) => html`${at(index)} data-head="${heads[index] ?? ""}"`;
  return html`<div class="scroller" tabindex="0" role="region" aria-label="${caption}"><table role="table"><caption>${caption}</caption><thead role="rowgroup"><tr role="row">${heads.map(
    (head, index) => html`<th scope="col" role="columnheader"${at(index)}>${head}</th>`,
  )}</tr></thead><tbody role="rowgroup">${rows.map(
    ({ cells, className, arrow }) =>
      html`<tr role="row"${className !== undefined && html` class="${className}"`}${arrow !== undefined && html` data-arrow="${arrow}"`}>${cells.map(
        (cell, index) =>
          index === 0
            ? html`<th scope="row" role="rowheader"${at(index)}>${cell}</th>`
            : html`<td role="cell"${headed(index)}>${cell}</td>`,
      )}</tr>`,
  )}</tbody></table></div>
`;
}
