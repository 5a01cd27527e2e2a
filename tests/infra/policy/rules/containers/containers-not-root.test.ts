import { containersNotRoot } from "../../../../../infra/policy/rules/containers/containers-not-root.ts";
import { DIGEST, describeContainers } from "./container-forms.ts";

const vendors = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/relay${DIGEST}`;

describeContainers(containersNotRoot, {
  accepted: [{ user: "1000" }, { user: "node:node" }, { user: 1000 }, { image: vendors, user: undefined }],
  reported: [
    undefined,
    null,
    "",
    " ",
    "0",
    0,
    "0:0",
    "root",
    "ROOT",
    "root:root",
    ":65532",
    "00",
    "+0",
    "-0",
    "0:65532",
    "65532:0",
    "65532:root",
    "65532:",
    " root",
    "ContainerAdministrator",
  ].map((user) => [{ user }, 'user of "relay" must be a user without rights']),
});
