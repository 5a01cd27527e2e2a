import { describe, expect, it } from "vitest";
import { html, jsonScript } from "../../../preview/html/html.ts";
import { fc } from "../../support/fast-check.ts";

describe("a template", () => {
  it("escapes values in elements and in attributes", () => {
    expect(`${html`<a title="${'"onload="x'}">${"<script>&'`"}</a>`}`).toBe(
      '<a title="&#34;onload=&#34;x">&#60;script&#62;&#38;&#39;&#96;</a>',
    );
  });

  it("takes other templates, lists and numbers as they are, and leaves out what is false", () => {
    expect(`${html`<p>${[html`<b>${1}</b>`, "<"]}${false}${undefined}</p>`}`).toBe("<p><b>1</b>&#60;</p>");
  });
});

describe("a data block", () => {
  it("holds any JSON without a character that ends it", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const [, text = ""] =
          /^<script type="application\/json" id="data">([^<>]*)<\/script>$/.exec(`${jsonScript("data", value)}`) ?? [];
        expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value));
      }),
    );
  });

  it("holds the end of a script as data", () => {
    expect(`${jsonScript("data", "</script><!--")}`).toContain("\\u003c/script\\u003e\\u003c!--");
  });
});
