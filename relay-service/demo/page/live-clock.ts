import type { Caller } from "./caller.ts";
import { byId } from "./element.ts";
import { textPieces } from "./read-text.ts";

/** The button for the API's clock, which sends server-sent events through the relay. */
export function startLiveClock(caller: Caller, run: (action: () => Promise<void>) => Promise<void>): void {
  const button = byId("clock", HTMLButtonElement);
  const time = byId("time", HTMLTimeElement);
  let stop: AbortController | undefined;

  async function listen(signal: AbortSignal): Promise<void> {
    const response = await caller.call({ method: "GET", path: "clock", signal });
    for await (const text of textPieces(response)) {
      const [, stamp] = /data: (\S+)\n\n$/.exec(text) ?? [];
      if (stamp) time.textContent = new Date(stamp).toLocaleTimeString("en-GB");
    }
  }

  function show(isOn: boolean): void {
    button.setAttribute("aria-pressed", `${isOn}`);
    button.textContent = isOn ? "Stop the live clock" : "Start the live clock";
    if (!isOn) time.textContent = "";
  }

  button.addEventListener("click", async () => {
    if (stop) return stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    show(true);
    await run(() => listen(signal).catch((error: unknown) => (signal.aborted ? undefined : Promise.reject(error))));
    stop = undefined;
    show(false);
  });
}
