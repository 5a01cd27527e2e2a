/** Replaces what is between `<!-- name: … -->` and `<!-- end of name -->`. Throws where the page has no such block. */
export function replaceBlock(page: string, name: string, text: string): string {
  const block = new RegExp(`(<!-- ${name}: [^>]*-->\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  if (!block.test(page)) throw new Error(`the page has no block "${name}" to write into`);
  return page.replace(block, (_, begin: string, end: string) => `${begin}${text}\n${end}`);
}
