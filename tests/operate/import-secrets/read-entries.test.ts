import { describe, expect, it } from "vitest";
import { decodeFile, MAX_FILE_BYTES } from "../../../operate/import-secrets/secrets-file/decode-file.ts";
import { FileRefused } from "../../../operate/import-secrets/secrets-file/file-refused.ts";
import { readEntries } from "../../../operate/import-secrets/secrets-file/read-entries.ts";
import { fc } from "../../support/fast-check.ts";
import { ENCODINGS, FORMS, type WrittenEntry } from "./written-xml.ts";

const SENTINEL = "s3ntinel-of-a-password";

function read(xml: string | Buffer): WrittenEntry[] {
  const { entries } = readEntries(decodeFile(typeof xml === "string" ? Buffer.from(xml) : xml));
  return entries.map(({ name, value }) => ({ name, value: value.reveal() }));
}

/** The refusal of a file; fails for any other error. */
function refusal(xml: string | Buffer): string {
  try {
    read(xml);
  } catch (error) {
    if (error instanceof FileRefused) return error.message;
    throw error;
  }
  throw new Error("the file was read");
}

/** Characters of XML 1.0, with those that need care more often. */
const character = fc.oneof(
  fc.constantFrom("&", "<", ">", '"', "'", "]", "]]>", " ", "\t", "\n", "\r", "\r\n", "%", ";", "{", "\u00e4", "\u{1F511}"),
  fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  fc.integer({ min: 0xa0, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
);
const written = fc.record({
  name: fc.stringMatching(/^\/?XMSM[\w.\-/]{1,30}$/),
  value: fc.array(character, { minLength: 1, maxLength: 40 }).map((characters) => characters.join("")),
});

describe("the reader of a secrets file", () => {
  it.each(Object.entries(FORMS))("gives back exactly what was written as %s", (_, form) => {
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 5 }), (entries) => {
        expect(read(`<r>\n  ${entries.map(form).join("\n  ")}\n</r>`)).toEqual(entries);
      }),
    );
  });

  it.each(Object.entries(ENCODINGS))("reads %s", (_, encode) => {
    const forms = fc.constantFrom(...Object.values(FORMS));
    fc.assert(
      fc.property(fc.array(fc.tuple(written, forms), { minLength: 1, maxLength: 8 }), (entries) => {
        const xml = entries.map(([entry, form]) => form(entry)).join("<!-- a comment -->");
        expect(read(encode(`<Any><deep x="1">${xml}</deep></Any>`))).toEqual(entries.map(([entry]) => entry));
      }),
    );
  });

  it("reads the root itself as an entry", () => {
    expect(read('<add key="A" value="1"/>')).toEqual([{ name: "A", value: "1" }]);
  });

  it("takes blanks within a line as a part of the value, and a line break with its indentation as layout", () => {
    expect(read('<r><s name="A"> x y </s><s name="B">\n  x\n  y\n</s><s name="C"><![CDATA[\n]]></s></r>')).toEqual([
      { name: "A", value: " x y " },
      { name: "B", value: "x\n  y" },
      { name: "C", value: "\n" },
    ]);
  });

  it("resolves XML's own entities and numbers", () => {
    expect(read('<r><s name="A" value="&lt;&gt;&amp;&apos;&quot;&#65;&#x42;"/></r>')).toEqual([{ name: "A", value: "<>&'\"AB" }]);
  });

  it("reads entries in a section that has a name, and in an entry", () => {
    const xml = '<r name="all"><s><Name>SM</Name><a name="A" value="1"><a name="B" value="2"/></a></s></r>';
    expect(read(xml).map(({ name }) => name)).toEqual(["B", "A"]);
  });

  it("says where elements are that have a text and are no entry", () => {
    const { ignored } = readEntries('<r>\n <Version>4.4</Version>\n <s name="A" value="1"><Note>n</Note></s>text</r>');
    expect(ignored).toEqual([
      { line: 2, column: 2 },
      { line: 3, column: 24 },
      { line: 1, column: 1 },
    ]);
  });

  it.each<[string, string, string]>([
    ["a DOCTYPE", `<!DOCTYPE r><r><s name="A" value="1"/></r>`, "line 1, column 1: a DOCTYPE is not read"],
    [
      "a bomb of entities",
      `<?xml version="1.0"?>\n<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><r><s name="A">&c;</s></r>`,
      "line 2, column 1: a DOCTYPE is not read",
    ],
    [
      "an external entity",
      `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><s name="A">&x;</s></r>`,
      "line 1, column 1: a DOCTYPE is not read",
    ],
    ["an external DTD", `<!DOCTYPE r SYSTEM "http://127.0.0.1/x.dtd"><r/>`, "line 1, column 1: a DOCTYPE is not read"],
    ["an unknown entity", `<r>\n<s name="A">a&b;</s></r>`, 'line 2, column 16: is not well-formed XML: a "&"'],
    ["a bare &", `<r><s name="A" value="a&b"/></r>`, "is not well-formed XML: something is open"],
    ["a < in a value", `<r><s name="A" value="a<b"/></r>`, "line 1, column 24: is not well-formed XML: a character"],
    ["an attribute twice", `<r><s name="A" name="B" value="1"/></r>`, "is not well-formed XML: an attribute"],
    ["a tag that is not closed", `<r>\n  <s name="A" value="1">`, "line 2, column 24: is not well-formed XML: something is open"],
    ["a wrong closing tag", `<r><s name="A" value="1"></t></r>`, "is not well-formed XML: a closing tag"],
    ["two roots", `<r name="A" value="1"/><r/>`, "is not well-formed XML: all text must be in one root"],
    ["no XML", "A=1", "line 1, column 4: is not well-formed XML: all text"],
    ["a prefix that nobody declared", `<x:r name="A" value="1"/>`, "is not well-formed XML: a namespace prefix"],
    ["a null character", `<r><s name="A" value="a\0b"/></r>`, "line 1, column 24: is not well-formed XML"],
    ["an entry without a value", `<r>\n  <s name="A"/></r>`, "line 2, column 3: the entry has no value"],
    ["an entry whose value is empty", `<r><s name="A" value=""/></r>`, "line 1, column 4: the entry has no value"],
    ["an entry whose text is blank", `<r><s name="A"> </s></r>`, "line 1, column 4: the entry has no value"],
    ["an entry with a name element alone", `<r><s><Name>A</Name></s></r>`, "line 1, column 4: the entry has no value"],
    ["an entry without a name", `<r><s value="1"/></r>`, "line 1, column 4: the entry has a value and no name"],
    [
      "an entry with a value element alone",
      `<r><s><value>1</value></s></r>`,
      "line 1, column 4: the entry has a value and no name",
    ],
    ["an entry whose name is empty", `<r><s name="" value="1"/></r>`, "line 1, column 4: the entry's name is empty"],
    ["an entry with two names", `<r><s name="A" key="B" value="1"/></r>`, "line 1, column 4: the entry has two names"],
    ["an entry with two values", `<r><s name="A" value="1">2</s></r>`, "line 1, column 4: the entry has two values"],
    [
      "a value of elements",
      `<r><s name="A"><value><b>1</b></value></s></r>`,
      "line 1, column 16: a name or a value must be text",
    ],
    ["no entry", "<r><a>1</a></r>", "line 1, column 1: the file has no entry"],
    ["an empty file", "", "line 1, column 1: the file is empty"],
    ["a file of blanks", " \n", "line 1, column 1: the file is empty"],
    ["33 elements deep", "<r>".repeat(33), "line 1, column 97: elements are nested more than 32 deep"],
    ["1001 entries", `<r>${'<s name="A" value="1"/>'.repeat(1001)}</r>`, "the file has more than 1000 entries"],
    [
      "an encoding that is not the file's",
      `<?xml version="1.0" encoding="utf-16"?><r/>`,
      "the XML declaration names another encoding than UTF-8",
    ],
    ["a code page", `<?xml version="1.0" encoding="windows-1252"?><r/>`, "the XML declaration names another encoding than UTF-8"],
  ])("refuses %s", (_, xml, expected) => {
    expect(refusal(xml)).toContain(expected);
  });

  it("names all entries that are wrong, not the first alone", () => {
    const lines = refusal('<r>\n<s name="A"/>\n<s value="1"/>\n<s name="B"/><s name="C"/></r>').split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^line 2, column 1, and 2 more until line 4: the entry has no value/);
    expect(lines[1]).toBe("line 3, column 1: the entry has a value and no name");
  });

  it.each<[string, Buffer, string]>([
    ["UTF-16 without a byte order mark", Buffer.from("<r/>", "utf16le"), "line 1, column 1: the file is neither UTF-8"],
    ["bytes that are no UTF-8", Buffer.from('<r>\n\u00e4<s value="\xe4"/></r>', "latin1"), "line 2, column 1: is not UTF-8"],
    ["half a character of UTF-16", Buffer.from("\uFEFF<r>\n\ud83d</r>", "utf16le"), "line 2, column 1: is not UTF-16LE"],
    ["an odd number of bytes of UTF-16", Buffer.concat([Buffer.from("\uFEFF<r/>", "utf16le"), Buffer.of(1)]), "is not UTF-16LE"],
    [
      "a byte order mark with another encoding declared",
      Buffer.from('\uFEFF<?xml version="1.0" encoding="utf-16"?><r/>'),
      "line 1, column 1: the XML declaration names another encoding than UTF-8",
    ],
    ["UTF-32", Buffer.from("fffe00003c000000", "hex"), "line 1, column 1: is not well-formed XML"],
    ["more than 1 MiB", Buffer.alloc(MAX_FILE_BYTES + 1, " "), "line 1, column 1: the file is larger than 1048576 bytes"],
  ])("refuses %s", (_, bytes, expected) => {
    expect(refusal(bytes)).toContain(expected);
  });

  it("takes a character that stands for unreadable ones as what it is", () => {
    expect(read('<r><s name="A" value="\uFFFD"/></r>')).toEqual([{ name: "A", value: "\uFFFD" }]);
  });

  it("counts the lines of Windows and of old Macs", () => {
    expect(refusal('<r>\r\n\r\n  <s name="A"/>\r\n</r>')).toContain("line 3, column 3");
    expect(refusal('<r>\r\r  <s name="A"/>\r</r>')).toContain("line 3, column 3");
  });

  it("reads a file of a million line breaks and a thousand entries in time", () => {
    const xml = `<r>${"\n".repeat(1_000_000)}${'<s name="A" value="1"/>'.repeat(1000)}</r>`;
    expect(read(xml)).toHaveLength(1000);
  });

  it("never throws anything but a refusal, with a place and without a value, whatever is done to a file", () => {
    const whole = Object.values(FORMS)
      .map((form, index) => form({ name: `XMSM_N${index}`, value: SENTINEL }))
      .join("\n");
    const file = `<?xml version="1.0" encoding="utf-8"?>\n<!-- c -->\n<AppSecrets>\n${whole}\n</AppSecrets>\n`;
    const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const junk = fc.constantFrom(
      "",
      "<",
      ">",
      "/",
      '"',
      "'",
      "&",
      "&#0;",
      "]]>",
      "<!--",
      "<![CDATA[",
      "<?",
      "\0",
      " ",
      "=",
      "<b>",
      "\u00ff",
      "<!DOCTYPE a [",
      "xmlns:a=",
      "a:",
    );
    const mutation = fc.tuple(place, fc.integer({ min: 0, max: 30 }), junk);
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...Object.values(ENCODINGS)),
        (mutations, encode) => {
          let xml = file;
          for (const [where, length, text] of mutations) {
            const index = Math.floor(where * xml.length);
            xml = xml.slice(0, index) + text + xml.slice(index + length);
          }
          try {
            read(encode(xml));
          } catch (error) {
            refused++;
            expect(error).toBeInstanceOf(FileRefused);
            const said = `${(error as Error).message}${JSON.stringify((error as FileRefused).problems)}`;
            expect(said).toMatch(/^line \d+, column \d+(, and \d+ more until line \d+)?: /);
            expect(said).not.toContain("s3n");
            expect(said).not.toContain("inel");
            expect(said).not.toContain("XMSM");
          }
        },
      ),
      { numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(300);
  });
});
