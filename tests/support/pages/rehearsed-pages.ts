/** The pages whose commands for a stack the rehearsal types, in the order in which a person follows them. */
export const REHEARSED_PAGES = [
  "README.md",
  "docs/start-to-finish.md",
  "docs/deploy.md",
  "docs/install-xmpro.md",
  "docs/mail.md",
  "docs/operate.md",
  "docs/database.md",
  "docs/relay-on-aws.md",
  "docs/remove.md",
  "docs/bootstrap.md",
] as const;

/** Scripts of npm that work on a deployed stack. */
const STACK_SCRIPTS = ["bootstrap", "certificates", "database-logins", "doctor", "import-secrets", "restore-database"];

/** Whether the rehearsal types a command of a page: it is Pulumi's, or one for a deployed stack. */
export function isRehearsed(command: string): boolean {
  return command.startsWith("npx pulumi ") || STACK_SCRIPTS.some((script) => command.startsWith(`npm run ${script} `));
}
