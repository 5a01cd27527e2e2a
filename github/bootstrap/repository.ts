import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";

/** A repository of GitHub, by what it is called and by what never changes. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
  readonly id: string;
  readonly ownerId: string;
}

/** A login of GitHub, or of an enterprise with its short code behind "_". */
const OWNER = /^(?=.{1,39}$)[A-Za-z0-9]+(-[A-Za-z0-9]+)*(_[A-Za-z0-9]+)?$/;
const NAME = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
/** GitHub's ids have up to ten digits so far. */
const ID = /^[1-9]\d{0,17}$/;

/** How a person finds the ids out. GitHub shows them to everybody for a public repository. */
export function lookUpOf(repository: string): string[] {
  return [
    `gh api repos/${repository} --jq '.full_name, .id, .owner.id'`,
    `curl -s https://api.github.com/repos/${repository}   # a public repository: "full_name", "id", and "id" in "owner"`,
  ];
}

/**
 * Reads the options that name the repository.
 *
 * @throws CommandRefused with all problems at once, and how to look the ids up
 */
export function readRepository(given: {
  readonly repository: string;
  readonly "repository-id": string;
  readonly "owner-id": string;
}): Repository {
  const [owner = "", name = "", ...more] = given.repository.split("/");
  const isNamed = more.length === 0 && OWNER.test(owner) && NAME.test(name);
  const problems = [
    ...(isNamed ? [] : ['--repository must be owner and name as GitHub spells them, without wildcards, such as "acme/xmpro"']),
    ...(["repository-id", "owner-id"] as const).flatMap((option) =>
      ID.test(given[option]) ? [] : [`--${option} must be a number such as "--${option} 123456789"`],
    ),
  ];
  if (problems.length === 0) return { owner, name, id: given["repository-id"], ownerId: given["owner-id"] };
  const look = lookUpOf(isNamed ? given.repository : "OWNER/NAME");
  throw new CommandRefused([...problems, "GitHub says name and ids:", ...look.map((line) => `  ${line}`)], EXIT_CODE.usage);
}

/** The subjects of GitHub's tokens for a job in an environment: the spelling with ids of newer repositories, and the older one. */
export function subjectsOf({ owner, name, id, ownerId }: Repository, environment: string): string[] {
  return [
    `repo:${owner}/${name}:environment:${environment}`,
    `repo:${owner}@${ownerId}/${name}@${id}:environment:${environment}`,
  ];
}
