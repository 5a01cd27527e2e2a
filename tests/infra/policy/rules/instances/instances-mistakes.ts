import type { Mistake } from "../../mistake.ts";

export const instancesMistakes: readonly Mistake[] = [
  [
    "instances-private",
    "an installers' host with a public address",
    { of: "Instance", name: "installer-host", props: { associatePublicIpAddress: true } },
  ],
  [
    "instances-require-metadata-tokens",
    "an installers' host with the old metadata service",
    { of: "Instance", name: "installer-host", props: { metadataOptions: { httpTokens: "optional" } } },
  ],
  [
    "instances-private",
    "an installers' host that forwards packets",
    { of: "Instance", name: "installer-host", props: { sourceDestCheck: false } },
  ],
  [
    "instances-without-key-pair",
    "an installers' host with a key pair",
    { of: "Instance", name: "installer-host", props: { keyName: "mine" } },
  ],
  [
    "instance-volumes-encrypted",
    "an installers' host whose volume is not encrypted",
    { of: "Instance", name: "installer-host", props: { rootBlockDevice: { encrypted: false } } },
  ],
  [
    "user-data-without-secrets",
    "an installers' host that starts with a password",
    { of: "Instance", name: "installer-host", props: { userData: "net user admin /add\n$password = 'Long-enough1'" } },
  ],
];
