/** One resource of an exported state. Secrets are ciphertext, or with `--show-secrets` JSON text in `plaintext`. */
export interface Exported {
  readonly urn: string;
  readonly type: string;
  /** AWS's id of the resource. */
  readonly id?: string;
  readonly custom: boolean;
  readonly protect?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The resources of what `pulumi stack export` prints. */
export function resourcesIn(state: string): Exported[] {
  return (JSON.parse(state) as { deployment: { resources: Exported[] } }).deployment.resources;
}

/** Every secret that the program generated, in plain text, to search for leaks. */
export function generatedSecrets(shown: string): string[] {
  const outputs: Readonly<Record<string, readonly string[]>> = {
    "random:index/randomPassword:RandomPassword": ["result"],
    "random:index/randomBytes:RandomBytes": ["hex", "base64"],
  };
  return resourcesIn(shown).flatMap((resource) =>
    (outputs[resource.type] ?? [])
      .map((name) => (resource.outputs?.[name] ?? { plaintext: '""' }) as { plaintext: string })
      .map(({ plaintext }) => JSON.parse(plaintext) as string)
      .filter((secret) => secret !== ""),
  );
}
