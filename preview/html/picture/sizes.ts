// Sizes of what the picture draws, in pixels. The layout reserves the room that the drawing fills.

export const BOX = { width: 176, side: 10, head: 26, line: 15, text: 11, title: 12.5, chip: 22, foot: 8 } as const;
/** Title, route, and for each zone its name and range; one more row for what is in one subnet alone. */
export const TIER = { head: 78, chip: 24, zone: 98 } as const;
export const SERVICES = { width: 190, head: 34, line: 14, text: 10.5, title: 20, foot: 8, gap: 6 } as const;
export const ARROW_LABEL = { width: 104, text: 10.5, line: 13 } as const;
