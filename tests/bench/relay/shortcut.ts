import type { Extent } from "./load/extent.ts";
import { cpuOf, drive, type Traffic, warmUp } from "./load/traffic.ts";
import type { Stage } from "./machine/stage.ts";
import { type Row, spread } from "./row.ts";

/** Below this share of a sealed GET's CPU time the shortcut is not worth its code. */
const LEAST_SAVED = 0.03;

/** What the shortcut past Hono saves of one small request: the CPU time with it, compared with a relay started without it. */
export async function measureShortcut(stage: Stage, extent: Extent): Promise<Row[]> {
  const relays = { past: await stage.startRelay({}), through: await stage.startRelay({}, ["--without-shortcut"]) };
  const costs = {
    past: { sealed: [] as number[], clear: [] as number[] },
    through: { sealed: [] as number[], clear: [] as number[] },
  };
  const traffic = (relay: keyof typeof relays, kind: "sealed" | "clear"): Traffic => ({
    stage,
    through: relays[relay],
    target: "1k",
    sealed: kind === "sealed",
    connections: 64,
  });
  let enough = 0;
  for (const relay of ["past", "through"] as const) {
    await warmUp(traffic(relay, "clear"), extent.warmUp);
    enough = await warmUp(traffic(relay, "sealed"), extent.warmUp);
  }
  // They take turns, each of them first in every other round: the machine is not the same from one moment to the next.
  for (let round = 0; round < 2 * extent.rounds; round++) {
    const order = round % 2 === 0 ? (["past", "through"] as const) : (["through", "past"] as const);
    for (const kind of ["sealed", "clear"] as const) {
      for (const relay of order) {
        const one = traffic(relay, kind);
        await drive(one, { seconds: 1, requests: enough });
        const limits = { seconds: extent.seconds, requests: enough * extent.seconds };
        const { cpu, result } = await cpuOf(one.through.pid, () => drive(one, limits));
        costs[relay][kind].push((cpu * 1e6) / result.requests);
      }
    }
  }
  await relays.past.stop();
  await relays.through.stop();
  const row = (what: string, kind: "sealed" | "clear"): Row => {
    const [past, through] = [costs.past[kind], costs.through[kind]];
    const shown = (values: readonly number[]) => `${spread(values).value.toFixed(1)} us`;
    return {
      what,
      relay: `${shown(through)} -> ${shown(past)}`,
      ...spread(past.map((cost, round) => 1 - cost / (through[round] as number))),
    };
  };
  return [
    { ...row("share saved by the shortcut past Hono, encoded GET", "sealed"), gate: { least: LEAST_SAVED } },
    row("the same, pass-through GET", "clear"),
  ];
}
