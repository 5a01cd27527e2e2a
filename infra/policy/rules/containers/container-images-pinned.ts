import { onContainers } from "../../checks/container-checks.ts";
import { quote, type Rule } from "../../rule.ts";

export const containerImagesPinned: Rule = {
  name: "container-images-pinned",
  description: "Containers run exactly the image that was deployed: it is named by its digest, which a tag is not.",
  remedy: "Name the image by its digest.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
  checks: [
    onContainers(({ name, image }) =>
      /^\S+@sha256:[0-9a-f]{64}$/.test(String(image))
        ? undefined
        : `image of ${quote(name)} must be pinned by its digest such as "…@sha256:…", got ${quote(image)}`,
    ),
  ],
};
