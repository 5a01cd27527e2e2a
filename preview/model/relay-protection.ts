// What keeps the data of the relay: its pairs, its secrets, its images, and what comes in.
import type { Registered } from "../engine/engine.ts";
import { encrypted, type Fact } from "./facts.ts";
import type { Graph } from "./graph.ts";

/** Nothing in it is kept longer than a pair lives, so nothing protects it from a destroy. */
export function serverlessCache(resource: Registered, graph: Graph): Fact[] {
  const days = Number(resource.inputs.snapshotRetentionLimit ?? 0);
  return [
    encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
    [true, "TLS only", ""],
    [days > 0, `a snapshot a day, kept ${days} ${days === 1 ? "day" : "days"}`, "no snapshots"],
  ];
}

export function secret(resource: Registered, graph: Graph): Fact[] {
  const days = Number(resource.inputs.recoveryWindowInDays ?? 30);
  return [
    encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
    [days > 0, `${days} days to take a deletion back`, "a deletion cannot be taken back"],
  ];
}

export function repository({ inputs }: Registered): Fact[] {
  const { encryptionConfigurations, imageTagMutability, imageScanningConfiguration } = inputs;
  const [encryption] = (encryptionConfigurations ?? []) as { encryptionType?: string }[];
  return [
    [encryption?.encryptionType === "KMS", "encrypted with a key of ours", "not encrypted with a key of ours"],
    [imageTagMutability === "IMMUTABLE", "no image takes another's tag", "a tag may become another image"],
    [
      (imageScanningConfiguration as { scanOnPush?: boolean } | undefined)?.scanOnPush === true,
      "every image scanned for known holes",
      "images not scanned",
    ],
  ];
}

export function balancer(resource: Registered, graph: Graph): Fact[] {
  const listeners = graph.referring(resource, "aws:lb/listener:Listener", "loadBalancerArn");
  const policy = listeners.map(({ inputs }) => inputs.sslPolicy).find((name) => name !== undefined);
  const { accessLogs, enableDeletionProtection, dropInvalidHeaderFields } = resource.inputs;
  return [
    [policy !== undefined, `TLS as ${policy}`, "no HTTPS until the certificate is issued"],
    [(accessLogs as { enabled?: boolean } | undefined)?.enabled === true, "requests logged", "requests not logged"],
    [dropInvalidHeaderFields === true, "invalid headers dropped", "invalid headers let through"],
    [enableDeletionProtection === true, "deletion protection", "no deletion protection"],
  ];
}
