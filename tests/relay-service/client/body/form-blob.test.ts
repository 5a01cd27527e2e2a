import { describe, expect, it } from "vitest";
import { formBlob } from "../../../../relay-service/client/body/form-blob.ts";
import { fc } from "../../../support/fast-check.ts";

const file = fc
  .record({
    bytes: fc.uint8Array({ maxLength: 300 }),
    name: fc.string({ unit: "grapheme", minLength: 1 }),
    type: fc.constantFrom("", "text/x; y=z"),
  })
  .map(({ bytes, name, type }) => new File([bytes], name, { type }));
const text = fc
  .array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("\r", "\n", '"', "\r\n", "--")))
  .map((all) => all.join(""));

describe("a form converted to a blob", () => {
  it("has the bytes that Node's fetch would send", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, fc.oneof(text, file)), { maxLength: 5 }), async (entries) => {
        const form = new FormData();
        for (const [name, value] of entries) typeof value === "string" ? form.append(name, value) : form.append(name, value);
        const response = new Response(form);
        const boundary = /boundary=(.*)/.exec(response.headers.get("content-type") ?? "")?.[1] ?? "";
        const blob = formBlob(form, boundary);
        expect(blob.type).toBe(response.headers.get("content-type"));
        const own = Buffer.from(await blob.arrayBuffer());
        expect(own.toString("latin1")).toBe(Buffer.from(await response.arrayBuffer()).toString("latin1"));
      }),
    );
  });

  it("keeps a file whose name is empty as a file, as browsers do", async () => {
    const form = new FormData();
    form.append("file", new File(["x"], ""));
    expect(await formBlob(form, "b").text()).toContain('name="file"; filename=""');
  });
});
