/** An entry as a test wants it in a file. */
export interface WrittenEntry {
  readonly name: string;
  readonly value: string;
}

/** Escapes for a text and for an attribute; a carriage return would be read as a line feed. */
const text = (value: string) => value.replace(/[&<>\r]/g, reference);
const attribute = (value: string) => value.replace(/[&<"\r\n\t]/g, reference);
const reference = (character: string) => `&#x${character.codePointAt(0)?.toString(16)};`;
/** "]]>" cannot be in CDATA, nor can a carriage return. */
const cdata = (value: string) =>
  `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>").replaceAll("\r", "]]>&#13;<![CDATA[")}]]>`;
/** A line break at an end, or nothing but blanks, is layout in a text. */
const content = (value: string) => (/^[ \t\n]*\n|\n[ \t]*$|^[ \t]+$/.test(value) ? cdata(value) : text(value));

/** Every form that an entry may be written in. */
export const FORMS: Readonly<Record<string, (entry: WrittenEntry) => string>> = {
  "attributes key and value": ({ name, value }) => `<add key="${name}" value="${attribute(value)}"/>`,
  "attributes Name and Value": ({ name, value }) => `<Secret Value="${attribute(value)}" Name="${name}"></Secret>`,
  "attributes id and value": ({ name, value }) => `<parameter id='${name}' value="${attribute(value)}" />`,
  "an attribute and a text": ({ name, value }) => `<secret name="${name}">${content(value)}</secret>`,
  "an attribute and a text with layout": ({ name, value }) => `<secret name="${name}">\n    ${layoutSafe(value)}\n  </secret>`,
  "an attribute and CDATA": ({ name, value }) => `<secret key="${name}">\n${cdata(value)}\n</secret>`,
  "an attribute and an element": ({ name, value }) => `<setting name="${name}"><value>${content(value)}</value></setting>`,
  "elements Name and Value": ({ name, value }) =>
    `<entry>\n  <Name>\n    ${name}\n  </Name>\n  <Value>${content(value)}</Value>\n</entry>`,
  "elements Key and Value, with others": ({ name, value }) =>
    `<entry id="7"><Description>what it is</Description><Value>${cdata(value)}</Value><Key>${name}</Key></entry>`,
  "elements in a namespace": ({ name, value }) =>
    `<s:entry xmlns:s="urn:s" xmlns:key="urn:k"><s:Id>${name}</s:Id><s:VALUE><!-- it -->${content(value)}</s:VALUE></s:entry>`,
};

/** In a text with layout around it, blanks at its ends could not be told from that. */
const layoutSafe = (value: string) => (/^\s|\s$/.test(value) ? cdata(value) : text(value));

/** Every encoding that a file may have. */
export const ENCODINGS: Readonly<Record<string, (xml: string) => Buffer>> = {
  "UTF-8": (xml) => Buffer.from(xml),
  "UTF-8 with a byte order mark": (xml) => Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n${xml}`),
  "UTF-8 that is declared": (xml) => Buffer.from(`<?xml version='1.0' encoding='UTF-8' standalone="yes"?>${xml}`),
  "UTF-16, little-endian": (xml) => Buffer.from(`\uFEFF<?xml version="1.0" encoding="utf-16"?>\r\n${xml}`, "utf16le"),
  "UTF-16, big-endian": (xml) => Buffer.from(`\uFEFF<?xml version="1.0" encoding="UTF-16BE"?>${xml}`, "utf16le").swap16(),
  "UTF-16 that is not declared": (xml) => Buffer.from(`\uFEFF${xml}`, "utf16le"),
};
