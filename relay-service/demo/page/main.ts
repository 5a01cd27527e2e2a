/** The program of the demo's page. */
import type { DemoConfig } from "../demo-config.ts";
import type { RecordedMessage } from "../recorded-message.ts";
import { startAttackTable } from "./attack-table.ts";
import { createCaller, type Mode } from "./caller.ts";
import { byId } from "./element.ts";
import { createIntermediaryLog } from "./intermediary-log.ts";
import { startLiveClock } from "./live-clock.ts";
import { createLogView } from "./log-view.ts";
import { startTransfers } from "./transfers.ts";

byId("refused", HTMLParagraphElement).hidden = globalThis.mteRelay !== undefined;
const config = (await (await fetch("/config.json")).json()) as DemoConfig;
const outcome = byId("outcome", HTMLParagraphElement);
byId("key-id", HTMLElement).textContent = config.keyId;
byId("key", HTMLElement).textContent = config.relayKeys.join(", ");

/** Calls show their errors themselves; what is left is about the page. */
async function run(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    outcome.textContent = `${error}`;
  }
}

const events = new EventSource("/events");
const showMessage = createIntermediaryLog(createLogView(byId("intermediary-log", HTMLDivElement)));
events.addEventListener("message", ({ data }) => {
  const message = JSON.parse(data) as RecordedMessage;
  byId("seen", HTMLOutputElement).value = `${message.number}`;
  showMessage(message);
});
events.addEventListener("requests", ({ data }) => {
  byId("requests", HTMLOutputElement).value = data as string;
});

const caller = createCaller(config, createLogView(byId("page-log", HTMLDivElement)));
const onClick = (id: string, action: () => Promise<unknown>) =>
  byId(id, HTMLButtonElement).addEventListener("click", () => run(async () => void (await action())));
onClick("login", () => caller.logIn());
onClick("list", () => caller.call({ method: "GET", path: "notes" }));
onClick("redirect", () => caller.call({ method: "GET", path: "old-notes" }));
byId("note", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const body = JSON.stringify({ text: byId("text", HTMLInputElement).value });
  run(async () => void (await caller.call({ method: "POST", path: "notes", type: "application/json", body })));
});
startTransfers(caller, run);
startLiveClock(caller, run);
const clearAttacks = startAttackTable(caller, run);
for (const radio of document.querySelectorAll<HTMLInputElement>('input[name="mode"]')) {
  radio.addEventListener("change", () => {
    caller.mode = radio.value as Mode;
    document.body.dataset.mode = caller.mode;
    const word = caller.mode === "sealed" ? "sealed" : "readable";
    for (const hop of document.querySelectorAll("[data-hop]")) hop.textContent = word;
    clearAttacks();
  });
}
document.body.dataset.ready = "true";
