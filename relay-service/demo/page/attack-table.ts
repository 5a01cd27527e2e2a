import { ATTACKS } from "../attack.ts";
import { type AttackResult, runAttack } from "./attack-run.ts";
import type { Caller } from "./caller.ts";
import { byId, element } from "./element.ts";
import { tagElement } from "./message-card.ts";

const WORDS = { safe: "No harm", harm: "Harm done", hint: "Unclear" } as const;

/** The table of attacks, each with a button, and one for all. `run` shows what goes wrong. Gives a function that empties the table. */
export function startAttackTable(caller: Caller, run: (action: () => Promise<void>) => Promise<void>): () => void {
  const outcome = byId("outcome", HTMLParagraphElement);
  const all = byId("all", HTMLButtonElement);
  const rows = ATTACKS.map((attack) => {
    const button = element("button", { type: "button", id: `attack-${attack.id}` });
    /** Its name begins with what it shows (WCAG 2.5.3), and says which attack is meant. */
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

  /** One attack at a time: the box does something to the next message, whosever it is. */
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
          ? `${results.length} attacks, none did harm. The API executed nothing twice and nothing that was altered.`
          : `${results.length} attacks, ${harmful} did harm.`;
    }),
  );

  return () => {
    outcome.textContent = "";
    for (const { clear } of rows) clear();
  };
}
