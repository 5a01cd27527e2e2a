import { containerImagesPinned } from "../../../../../infra/policy/rules/containers/container-images-pinned.ts";
import { DIGEST, describeContainers } from "./container-forms.ts";

const text = 'image of "relay" must be pinned by its digest';

describeContainers(containerImagesPinned, {
  accepted: [{ image: `registry.example.com/relay:1.2${DIGEST}` }],
  reported: [
    undefined,
    "",
    "relay",
    "relay:latest",
    "registry.example.com/relay:1.2",
    "relay@sha256:0",
    `relay${DIGEST}:latest`,
    `relay@md5:${"0".repeat(64)}`,
    `relay@sha256:${"0".repeat(65)}`,
    DIGEST,
  ].map((image) => [{ image }, text]),
});
