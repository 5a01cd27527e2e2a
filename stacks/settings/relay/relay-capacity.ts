import type { RelaySettings } from "../../../infra/relay/relay-settings.ts";
import type { Reader } from "../reader/reader.ts";
import { parseDailyWindow } from "../reader/windows.ts";

/** CPU units to the MiB of memory that Fargate offers with them: "Amazon ECS task definition parameters, task size". */
const SIZES: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16_384, 1024),
  4096: steps(8192, 30_720, 1024),
  8192: steps(16_384, 61_440, 4096),
  16384: steps(32_768, 122_880, 8192),
};
const MOST_TASKS = 100;
const NIGHT_MINUTES = 60;

type Capacity = Pick<RelaySettings, "cpu" | "memory" | "minTasks" | "maxTasks" | "requestsPerTarget" | "nightTasks" | "cache">;

/** How big and how many tasks are, when there are fewer, and what the cache may cost. */
export function readRelayCapacity(reader: Reader, { durable }: { readonly durable: boolean }): Capacity {
  const { minTasks, maxTasks } = readTasks(reader, durable);
  return {
    ...readSize(reader),
    minTasks,
    maxTasks,
    requestsPerTarget: reader.integer("relayRequestsPerTarget", { min: 60, max: 1_000_000, unit: "requests a minute" }),
    nightTasks: readNight(reader, minTasks),
    cache: {
      engine: reader.choice("relayCacheEngine"),
      maxStorageGb: reader.integer("relayCacheMaxStorage", { min: 1, max: 5000, unit: "GB" }),
      maxEcpuPerSecond: reader.integer("relayCacheMaxEcpu", { min: 1000, max: 15_000_000, unit: "ECPU a second" }),
      snapshotDays: reader.integer("relayCacheSnapshotDays", { min: 1, max: 35, unit: "days" }),
    },
  };
}

function readSize(reader: Reader): { readonly cpu: number; readonly memory: number } {
  const cpu = reader.integer("relayCpu", { min: 256, max: 16_384, unit: "CPU units" });
  const memory = reader.integer("relayMemory", { min: 512, max: 122_880, unit: "MiB" });
  const offered = SIZES[cpu];
  if (offered === undefined) {
    const expected = `one of ${Object.keys(SIZES).join(", ")} (CPU units, 1024 are one processor)`;
    reader.reportForm("relayCpu", { expected, example: "1024" }, String(cpu));
  } else if (reader.isValid("relayCpu", "relayMemory") && !offered.includes(memory)) {
    const [least, next, most] = [offered[0] ?? 0, offered[1] ?? 0, offered.at(-1) ?? 0];
    const range = cpu === 256 ? offered.join(", ") : `${least} to ${most} in steps of ${next - least}`;
    const expected = `a memory size that Fargate offers with ${cpu} CPU units (MiB: ${range})`;
    reader.reportForm("relayMemory", { expected, example: String(least) }, String(memory));
  }
  return { cpu, memory };
}

function readTasks(reader: Reader, durable: boolean): { readonly minTasks: number; readonly maxTasks: number } {
  const range = { min: 1, max: MOST_TASKS, unit: "tasks" };
  const minTasks = reader.integer("relayMinTasks", range);
  const maxTasks = reader.integer("relayMaxTasks", range);
  if (reader.isValid("relayMinTasks", "relayMaxTasks") && minTasks > maxTasks) {
    const expected = `at most xmpro:relayMaxTasks (${maxTasks})`;
    reader.reportForm("relayMinTasks", { expected, example: String(maxTasks) }, String(minTasks));
  } else if (reader.isValid("relayMinTasks", "dataProtection") && durable && minTasks < 2) {
    const expected = 'two or more with xmpro:dataProtection "durable", so that the relay survives the loss of a zone,';
    reader.reportForm("relayMinTasks", { expected, example: "2" }, String(minTasks));
  }
  return { minTasks, maxTasks };
}

/** At night one task is enough. Where there is only one anyway, the stack's own night changes nothing. */
function readNight(reader: Reader, minTasks: number): RelaySettings["nightTasks"] {
  const night = reader.string("relayNight", {
    expected: `"off", or a daily time of at least ${NIGHT_MINUTES} minutes, UTC,`,
    example: "20:00-04:00",
    fits: (value) => value === "off" || (parseDailyWindow(value)?.[0]?.length ?? 0) >= NIGHT_MINUTES,
  });
  if (night === "off") return undefined;
  if (minTasks < 2) {
    if (reader.isSet("relayNight") && reader.isValid("relayNight", "relayMinTasks")) {
      reader.reportForm("relayNight", { expected: '"off" where xmpro:relayMinTasks is 1' }, night);
    }
    return undefined;
  }
  const [from = "", to = ""] = night.split("-");
  return { min: 1, from, to };
}

function steps(least: number, most: number, step: number): number[] {
  return Array.from({ length: (most - least) / step + 1 }, (_, index) => least + index * step);
}
