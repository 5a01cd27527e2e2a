// Sizes of what the picture draws, in pixels. The layout reserves the room that the drawing fills.

export const BOX = { width: 176, side: 10, head: 26, line: 15, text: 11, title: 12.5, chip: 22, foot: 8 } as const;
/** Title and a chip for each subnet; one more row for what is in one subnet alone. */
export const TIER = { head: 64, chip: 22, zone: 150 } as const;
export const SERVICES = { width: 230, head: 34, row: 46 } as const;
export const ARROW_LABEL = { width: 104, text: 10.5, line: 13 } as const;
