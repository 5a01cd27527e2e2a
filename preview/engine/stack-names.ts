import { readdirSync } from "node:fs";

/** The stacks that have a settings file in the directory, in alphabetical order. */
export function stackNames(directory: string): string[] {
  return readdirSync(directory)
    .flatMap((file) => /^Pulumi\.([^.]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}
