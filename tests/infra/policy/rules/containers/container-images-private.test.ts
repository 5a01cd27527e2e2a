import { containerImagesPrivate } from "../../../../../infra/policy/rules/containers/container-images-private.ts";
import { DIGEST, describeContainers } from "./container-forms.ts";

const named = (name: string) => ({ image: `${name}${DIGEST}` });

describeContainers(containerImagesPrivate, {
  accepted: [
    named("registry.example.com/relay"),
    named("111122223333.dkr.ecr.us-east-1.amazonaws.com/docker.io/relay"),
    named("709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay"),
    named("registry:5000/relay"),
  ],
  reported: [
    "relay",
    "library/relay",
    "docker.io/acme/relay",
    "DOCKER.IO/acme/relay",
    "index.docker.io/acme/relay",
    "registry-1.docker.io/acme/relay",
    "public.ecr.aws/acme/relay",
    "ghcr.io/acme/relay",
    "quay.io/acme/relay",
    "eu.gcr.io/acme/relay",
    "registry.k8s.io/relay",
    "https://ghcr.io/acme/relay",
    "docker.io:443/acme/relay",
  ].map((name) => [named(name), 'image of "relay" must be in a private registry']),
});
