/** The pages whose Pulumi commands the rehearsal runs, in the order in which a person follows them. */
export const REHEARSED_PAGES = [
  "README.md",
  "docs/deploy.md",
  "docs/install-xmpro.md",
  "docs/operate.md",
  "docs/relay-on-aws.md",
  "docs/remove.md",
] as const;
