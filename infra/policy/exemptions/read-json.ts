import { readFileSync } from "node:fs";
import { PackFileError } from "./pack-file-error.ts";

/** The content of a JSON file. @throws PackFileError if the file cannot be read, or is not JSON. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new PackFileError([`${file} must be a file that can be read, got ${Object(error).code ?? error}`]);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new PackFileError([`${file} must be JSON, got a text that is not`]);
  }
}
