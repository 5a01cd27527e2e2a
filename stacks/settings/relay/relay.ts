import type { RelayDomain, RelaySettings, RelayVariables } from "../../../infra/relay/relay-settings.ts";
import { formOf, itemFormOf } from "../../../infra/relay/relay-variables.ts";
import { LONGEST_UPSTREAM_TIMEOUT_MS } from "../../../infra/relay/timings.ts";
import type { Hosts, StackName } from "../domain.ts";
import type { ExistingNetwork, NewNetwork } from "../network.ts";
import type { Form, Reader } from "../reader/reader.ts";
import { relay } from "../schema/relay.ts";
import type { Setting } from "../schema/setting.ts";
import type { KeyOf } from "../schema.ts";
import { readRelayCapacity } from "./relay-capacity.ts";
import { readRelayDomains } from "./relay-domains.ts";
import { readRelayUpstream } from "./relay-upstream.ts";

const rows = Object.entries<Setting>(relay) as readonly (readonly [keyof typeof relay, Setting])[];
/** What must not be set while the relay is off. A row with a default is left out: the engine hands that over as if it were set. */
const values = rows.flatMap(([key, row]) => (row.default === undefined ? [key] : []));
const switches = rows.flatMap(([key, row]) => (row.default === false ? [key as KeyOf<"boolean">] : []));

/** The relay's load balancer opens 80, which only redirects, and 443 to each range, and to each of up to three NAT gateways. */
const MOST_RANGES = 27;

/** Bahrain and the UAE: "Supported regions" of the vendor's container guide. */
const NOT_SOLD_IN = ["me-south-1", "me-central-1"];

const imageForm: Form = {
  expected: "an image named by its digest, because a tag may change,",
  example: `123456789012.dkr.ecr.us-east-1.amazonaws.com/relay@sha256:${"0123456789abcdef".repeat(4)}`,
  fits: (value) => /^([a-z0-9.-]+(:\d{1,5})?\/)?[a-z0-9]+([._/-]+[a-z0-9]+)*(:[\w.-]{1,128})?@sha256:[0-9a-f]{64}$/.test(value),
};

/** A task must not depend on a public registry when it starts. */
const tracesImageForm: Form = {
  expected: "an image in ECR named by its digest, because a tag may change,",
  example: `123456789012.dkr.ecr.us-east-1.amazonaws.com/aws-otel-collector@sha256:${"0123456789abcdef".repeat(4)}`,
  fits: (value) => imageForm.fits(value) && /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\//.test(value),
};
/** MiB. The collector takes a part of it. */
const LEAST_MEMORY_WITH_TRACES = 1024;

/** Other settings that the relay's depend on. */
export interface RelayContext {
  readonly stack: StackName;
  readonly domain: string;
  readonly hosts: Hosts;
  readonly durable: boolean;
  readonly network: NewNetwork | ExistingNetwork;
  readonly allowedCidrs: readonly string[];
  readonly webAcl: boolean;
}

/** The relay in front of the products or of another API; nothing when it is turned off. */
export function readRelay(reader: Reader, context: RelayContext): RelaySettings | undefined {
  const { stack, hosts, network, allowedCidrs } = context;
  const domains = readRelayDomains(reader, context);
  const otherHosts = domains.map(({ host }) => host);
  const { text, reach } = readRelayUpstream(reader, { hosts, network, otherHosts });
  const capacity = readRelayCapacity(reader, context);
  const settings: RelaySettings = {
    image: readImage(reader),
    variables: { UPSTREAM: text, ...readVariables(reader, hosts, domains), ...workersFor(capacity.cpu) },
    upstreamReach: reach,
    domains,
    secretVersion: reader.integer("relaySecretVersion", { min: 1, max: 999, unit: "version" }),
    ...capacity,
    vpcEndpoints: reader.boolean("relayVpcEndpoints"),
    waf: readWaf(reader, context),
    execEnabled: readExec(reader, stack),
    tracesImage: readTracesImage(reader, capacity.memory),
  };
  if (reader.boolean("relayEnabled")) {
    if (allowedCidrs.length > MOST_RANGES) {
      reader.report(
        "allowedCidrs",
        `must be a list of at most ${MOST_RANGES} networks with the relay, which opens two ports to each (AWS's default quota is 60 rules a security group), got ${allowedCidrs.length}`,
      );
    }
    return settings;
  }
  reader.reportIfSet(values, "with xmpro:relayEnabled false, because no relay is created then");
  for (const key of switches) {
    if (reader.boolean(key)) reader.report(key, "must be false with xmpro:relayEnabled false, because no relay is created then");
  }
  return undefined;
}

function readImage(reader: Reader): RelaySettings["image"] {
  const uri = reader.optional("relayImage", imageForm);
  const architecture = reader.choice("relayArchitecture");
  const marketplace = reader.boolean("relayMarketplace");
  if (reader.isSet("relayImage")) {
    reader.reportIfSet(
      ["relayArchitecture"],
      "with xmpro:relayImage, because no image is built then; a given one must be for x86_64",
    );
  } else if (marketplace && reader.boolean("relayEnabled")) {
    reader.report(
      "relayMarketplace",
      "must be false without xmpro:relayImage, because an image that is built here is not the vendor's",
    );
  }
  if (marketplace) {
    reader.reportIfSet(
      ["relayDomains"],
      "with xmpro:relayMarketplace, because the stack configures the vendor's image for one API only",
    );
  }
  const region = reader.raw("aws:region") ?? "";
  if (marketplace && NOT_SOLD_IN.includes(region)) {
    reader.report("relayMarketplace", `must be false in ${region}, where the vendor's image cannot report its use and stops`);
  }
  return uri === undefined ? { kind: "built", architecture } : { kind: "given", uri, marketplace };
}

/** The relay's own variables, by its own names. What is not set is left to the relay's default. */
function readVariables(reader: Reader, hosts: Hosts, domains: readonly RelayDomain[]): Omit<RelayVariables, "UPSTREAM"> {
  const products = [hosts.sm, hosts.ad, hosts.ds].map((host) => `https://${host}`);
  const origins = reader.list("relayCorsOrigins", itemFormOf("CORS_ORIGINS", domains));
  const routes = reader.list("relayPassThroughRoutes", itemFormOf("PASS_THROUGH_ROUTES", domains));
  const headers = reader.list("relayPassHeaders", itemFormOf("PASS_HEADERS", domains));
  const given = <Name extends keyof RelayVariables>(name: Name, key: KeyOf<"integer"> | KeyOf<"string">) => {
    const text = reader.optional(key, formOf(name));
    return (text === undefined ? {} : { [name]: text }) as Partial<Record<Name, string>>;
  };
  const timeout = given("UPSTREAM_TIMEOUT_MS", "relayUpstreamTimeoutMs");
  if (Number(timeout.UPSTREAM_TIMEOUT_MS) > LONGEST_UPSTREAM_TIMEOUT_MS) {
    const expected = `at most ${LONGEST_UPSTREAM_TIMEOUT_MS} (milliseconds), because the load balancer waits longer than that, and the relay longer still,`;
    reader.reportForm("relayUpstreamTimeoutMs", { expected, example: "30000" }, timeout.UPSTREAM_TIMEOUT_MS);
  }
  return {
    CORS_ORIGINS: (origins.length > 0 ? origins : products).join(","),
    ...(routes.length > 0 ? { PASS_THROUGH_ROUTES: routes.join(",") } : {}),
    ...(headers.length > 0 ? { PASS_HEADERS: headers.join(",") } : {}),
    ...given("MESSAGE_CRYPTO", "relayMessageCrypto"),
    ...given("UPSTREAM_CLIENT", "relayUpstreamClient"),
    ...given("MAX_BODY_BYTES", "relayMaxBodyBytes"),
    ...timeout,
  };
}

/** A process uses one processor: a task with more of them gets a process for each. */
function workersFor(cpu: number): Pick<RelayVariables, "WORKERS"> {
  return cpu < 2048 ? {} : { WORKERS: String(cpu / 1024) };
}

function readWaf(reader: Reader, { webAcl }: RelayContext): RelaySettings["waf"] {
  const rateLimit = reader.integer("relayWafRateLimit", { min: 10, max: 2_000_000_000, unit: "requests in 5 minutes" });
  if (rateLimit === 0) return webAcl ? { rateLimit: undefined } : undefined;
  return { rateLimit };
}

function readExec(reader: Reader, stack: StackName): boolean {
  const exec = reader.boolean("relayExec");
  if (exec && stack === "prod") {
    reader.report("relayExec", 'must be false in the stack "prod": a shell in the relay sees the secrets of everybody');
  }
  return exec;
}

function readTracesImage(reader: Reader, memory: number): string | undefined {
  const image = reader.optional("relayTracesImage", tracesImageForm);
  if (image === undefined) return undefined;
  if (reader.boolean("relayMarketplace")) {
    reader.report(
      "relayTracesImage",
      "must not be set with xmpro:relayMarketplace true, because the vendor's image sends no traces",
    );
  }
  if (reader.isValid("relayMemory") && memory < LEAST_MEMORY_WITH_TRACES) {
    const expected = `${LEAST_MEMORY_WITH_TRACES} or more (MiB) with xmpro:relayTracesImage, whose collector takes a part of it,`;
    reader.reportForm("relayMemory", { expected, example: String(LEAST_MEMORY_WITH_TRACES) }, String(memory));
  }
  return image;
}
