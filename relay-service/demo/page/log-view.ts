import { element } from "./element.ts";
import { type Card, fillCard } from "./message-card.ts";

const KEPT = 30;

/** A list of cards, the newest above. */
export interface LogView {
  /** `open` = this card is the one to look at; the one before it is closed. Gives a function that replaces the card. */
  add(card: Card, open: boolean): (card: Card) => void;
}

export function createLogView(place: HTMLElement): LogView {
  let open: HTMLDetailsElement | undefined;
  return {
    add(card, isOpen) {
      place.querySelector(".empty")?.remove();
      const details = element("details", { open: isOpen });
      if (isOpen) {
        if (open) open.open = false;
        open = details;
      }
      fillCard(details, card);
      place.prepend(details);
      if (isOpen) place.scrollTop = 0;
      while (place.childElementCount > KEPT) place.lastElementChild?.remove();
      return (next) => fillCard(details, next);
    },
  };
}
