import { publicRepository } from "../../read/resource-types.ts";
import { onResource, type Rule } from "../../rule.ts";

export const repositoriesPrivate: Rule = {
  name: "repositories-private",
  description: "No image is published: the program has no repository in the public registry of ECR.",
  remedy: "Use aws.ecr.Repository instead of aws.ecrpublic.Repository.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECR/latest/public/public-repositories.html",
  checks: [onResource(publicRepository, () => "the repository must be private, got one that everybody can read")],
};
