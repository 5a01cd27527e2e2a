import type { AccountService, Architecture } from "../../model/architecture/architecture.ts";
import { SERVICES } from "./sizes.ts";
import { fitLines } from "./text-width.ts";

/** A service in the list beside the VPC. */
export interface ServiceRow extends AccountService {
  readonly lines: readonly string[];
  /** Pixels below the upper edge of the list. */
  readonly top: number;
  readonly height: number;
}

/** The services below each other. The layout needs their height, the drawing their places. */
export function serviceRows({ services }: Pick<Architecture, "services">): ServiceRow[] {
  let top: number = SERVICES.head;
  return services.map((service) => {
    const lines = fitLines(service.counts.join(", "), SERVICES.width - 36, SERVICES.text, 2);
    const height = SERVICES.title + lines.length * SERVICES.line + SERVICES.foot;
    const row = { ...service, lines, top, height };
    top += height + SERVICES.gap;
    return row;
  });
}
