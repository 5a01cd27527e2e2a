/** How a container of an image starts. */
export interface ImageStart {
  /** Arguments of Node, such as ["main.mjs"]. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Reads it from the last stage of a Dockerfile, so that what is measured starts like what is shipped. Throws where there is no CMD. */
export function imageStart(dockerfile: string): ImageStart {
  const stage = dockerfile.slice(dockerfile.lastIndexOf("\nFROM "));
  const [, command] = /^CMD (\[.*\])$/m.exec(stage) ?? [];
  if (command === undefined) throw new Error("the Dockerfile must end with a list for CMD");
  const variables = [...stage.matchAll(/^ENV (.*)$/gm)].flatMap(([, line = ""]) => line.split(" "));
  return {
    command: JSON.parse(command) as string[],
    env: Object.fromEntries(variables.map((variable) => variable.split("=", 2) as [string, string])),
  };
}
