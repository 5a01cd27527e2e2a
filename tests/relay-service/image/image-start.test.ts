import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { imageStart } from "../../bench/relay/image-start.ts";

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");

it("`npm run relay` starts with the image's options for V8", () => {
  const { command } = imageStart(read("relay-service/Dockerfile"));
  const options = command.filter((word) => word.startsWith("--"));
  expect(options).not.toEqual([]);
  const { scripts } = JSON.parse(read("package.json"));
  expect(scripts.relay).toBe(`node ${options.join(" ")} relay-service/src/main.ts`);
});
