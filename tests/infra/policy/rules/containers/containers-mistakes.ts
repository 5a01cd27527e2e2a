import type { Change, Mistake } from "../../mistake.ts";
import { container, DIGEST } from "./container-forms.ts";

const task = (...changes: Record<string, unknown>[]): Change => ({
  of: "TaskDefinition",
  props: { containerDefinitions: JSON.stringify(changes.map((change) => ({ ...container, ...change }))) },
});
const ofTask = (props: Record<string, unknown>): Change => ({ of: "TaskDefinition", props });
const service = (props: Record<string, unknown>): Change => ({ of: "Service", props });
const repository = (props: Record<string, unknown>): Change => ({ of: "Repository", name: "relay", props });

export const containersMistakes: readonly Mistake[] = [
  ["containers-readable", "containers that are no list", ofTask({ containerDefinitions: "{" })],
  ["containers-not-root", "a task as root", task({ user: "0:0" })],
  ["containers-not-root", "a sidecar without a user", task({}, { name: "sidecar", user: undefined })],
  ["containers-read-only-root", "a writable file system", task({ readonlyRootFilesystem: false })],
  ["containers-unprivileged", "an added capability", task({ linuxParameters: { capabilities: { add: ["SYS_PTRACE"] } } })],
  ["containers-unprivileged", "a privileged sidecar", task({}, { name: "sidecar", Privileged: true })],
  ["containers-own-namespaces", "the processes of the host", ofTask({ pidMode: "host" })],
  ["containers-no-host-volumes", "a directory of the host", ofTask({ volumes: [{ name: "host", hostPath: "/" }] })],
  [
    "containers-efs-encrypted",
    "a file system over plain NFS",
    ofTask({ volumes: [{ name: "data", efsVolumeConfiguration: { fileSystemId: "fs-1" } }] }),
  ],
  ["containers-log", "a task without a log", task({ logConfiguration: undefined })],
  [
    "collectors-on-loopback",
    "a collector that everybody in the VPC may write to",
    task({}, { name: "collector", environment: [{ name: "AOT_CONFIG_CONTENT", value: "endpoint: 0.0.0.0:4318" }] }),
  ],
  ["container-images-pinned", "tasks that run the tag latest", task({ image: "registry.example.com/relay:latest" })],
  ["container-images-private", "tasks that run an image of Docker Hub", task({ image: `relay${DIGEST}` })],
  [
    "container-images-own-account",
    "an image of another account",
    task({ image: `999999999999.dkr.ecr.us-east-1.amazonaws.com/relay${DIGEST}` }),
  ],
  [
    "tasks-two-roles",
    "one role for both",
    ofTask({ executionRoleArn: "arn:aws:iam::444455556666:role/x", taskRoleArn: "arn:aws:iam::444455556666:role/x" }),
  ],
  ["services-private", "tasks with a public address", service({ networkConfiguration: { assignPublicIp: true } })],
  ["services-on-fargate", "tasks on instances", service({ launchType: "EC2" })],
  ["services-platform-version", "an old platform", service({ platformVersion: "1.3.0" })],
  [
    "services-roll-back",
    "a deployment that never ends",
    service({ deploymentCircuitBreaker: { enable: false, rollback: true } }),
  ],
  ["services-no-exec", "a shell in production", service({ enableExecuteCommand: true })],
  ["clusters-insights", "a cluster without metrics", { of: "Cluster", props: { settings: [] } }],
  ["repositories-immutable", "a repository with mutable tags", repository({ imageTagMutability: "MUTABLE" })],
  ["repositories-scanned", "images that nobody scans", repository({ imageScanningConfiguration: { scanOnPush: false } })],
  ["repositories-own-key", "images without the stack's key", repository({ encryptionConfigurations: [] })],
  ["repositories-lifecycle", "images that stay forever", { of: "LifecyclePolicy", gone: true }],
];
