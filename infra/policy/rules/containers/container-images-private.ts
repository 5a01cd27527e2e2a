import { onContainers } from "../../checks/container-checks.ts";
import { isPublicImage, pretendsToBeEcr } from "../../read/images.ts";
import { quote, type Rule } from "../../rule.ts";

export const containerImagesPrivate: Rule = {
  name: "container-images-private",
  description: "Tasks start without a public registry: it limits downloads, and what it has today may be gone tomorrow.",
  remedy: "Copy the image to a private repository, such as one in ECR, and name it there.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html",
  checks: [
    onContainers(({ name, image }) =>
      isPublicImage(image) || pretendsToBeEcr(image)
        ? `image of ${quote(name)} must be in a private registry, got ${quote(image)}`
        : undefined,
    ),
  ],
};
