import { ATTACKS } from "../attack.ts";
import { type AttackResult, runAttack } from "./attack-run.ts";
import type { Caller } from "./caller.ts";
import { byId, element } from "./element.ts";
import { tagElement } from "./message-card.ts";

const WORDS = { safe: "No harm", harm: "Harm done", hint: "Unclear" } as const;

/** Fills the table of attacks, with a button for each and one for all. `run` shows errors. Returns a function that clears the table. */
export function startAttackTable(caller: Caller, run: (action: () => Promise<void>) => Promise<void>): () => void {
  const outcome = byId("outcome", HTMLParagraphElement);
  const all = byId("all", HTMLButtonElement);
  const rows = ATTACKS.map((attack) => {
    const button = element("button", { type: "button", id: `attack-${attack.id}` });
    /** The accessible name begins with the visible label (WCAG 2.5.3) and names the attack. */
    const label = (text: string) => {
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${attack.title}`);
    };
    label("Try");
    const cells = ["The relay", "This page", "The API stored", "Outcome"].map((label) => element("td", { label }));
    const head = element(
      "th",
      { scope: "row" },
      element("b", {}, attack.title),
      element("div", { className: "does" }, attack.does),
    );
    byId("attacks", HTMLTableSectionElement).append(element("tr", {}, head, ...cells, element("td", {}, button)));

    async function attempt(): Promise<AttackResult> {
      button.textContent = "…";
      try {
        const result = await runAttack(attack, caller);
        const { relay, page, stored, verdict, why } = result;
        const outcomeOf = [tagElement({ text: WORDS[verdict], kind: verdict }), element("div", {}, why)];
        for (const [index, content] of [[relay], [page], [stored], outcomeOf].entries())
          cells[index]?.replaceChildren(...content);
        return result;
      } finally {
        label("Again");
      }
    }
    button.addEventListener("click", () => alone(async () => void (await attempt())));
    const clear = () => {
      for (const cell of cells) cell.replaceChildren();
      label("Try");
    };
    return { button, attempt, clear };
  });

  /** Runs one attack at a time, because an attack concerns the next message, whatever it is. */
  async function alone(action: () => Promise<void>): Promise<void> {
    outcome.textContent = "";
    const buttons = [all, ...rows.map(({ button }) => button)];
    for (const button of buttons) button.disabled = true;
    await run(action);
    for (const button of buttons) button.disabled = false;
  }

  all.addEventListener("click", () =>
    alone(async () => {
      const results: AttackResult[] = [];
      for (const { attempt } of rows) results.push(await attempt());
      const harmful = results.filter(({ verdict }) => verdict === "harm").length;
      outcome.textContent =
        harmful === 0
          ? `${results.length} attacks, none did harm. The API executed no request twice, and none that was altered.`
          : `${results.length} attacks, ${harmful} did harm.`;
    }),
  );

  return () => {
    outcome.textContent = "";
    for (const { clear } of rows) clear();
  };
}
