import { element } from "./element.ts";
import { type Card, fillCard } from "./message-card.ts";

const MAX_CARDS = 30;

/** A list of cards, the newest first. */
export interface LogView {
  /** Adds a card. If `isOpen`, it is opened and the previous open card is closed. Returns a function that replaces the card. */
  add(card: Card, isOpen: boolean): (card: Card) => void;
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
      while (place.childElementCount > MAX_CARDS) place.lastElementChild?.remove();
      return (next) => fillCard(details, next);
    },
  };
}
