/** The fields of one line of CSV (RFC 4180). AWS's price lists have quotes around all fields, and no line breaks in them. */
export function csvLine(line: string): string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  while (field.lastIndex <= line.length) {
    const found = field.exec(line);
    if (found === null) throw new Error(`a line of the price list is no CSV, from character ${field.lastIndex + 1}`);
    const [, quoted, plain = "", end] = found;
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "") break;
  }
  return fields;
}
