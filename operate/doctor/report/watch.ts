/** A terminal that can be drawn on. */
export interface Screen {
  /** The last line is always seen; of the others as many as fit. */
  readonly draw: (lines: readonly string[], last: string) => void;
  /** Resolves when the person asks to end, by q or Ctrl-C; after `ms` otherwise, to false. */
  readonly endedWithin: (ms: number) => Promise<boolean>;
  /** Gives the terminal back as it was. */
  readonly close: () => void;
}

const ENTER = "\x1b[?1049h\x1b[?25l";
const LEAVE = "\x1b[?25h\x1b[?1049l";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
const HOME = "\x1b[H";
const CTRL_C = "\x03";

/** The terminal of this process, on its second screen, so that the first one is as before afterwards. */
export function openScreen(input: NodeJS.ReadStream = process.stdin, output: NodeJS.WriteStream = process.stdout): Screen {
  const { promise: isEnded, resolve: end } = Promise.withResolvers<true>();
  const onData = (data: Buffer | string) => {
    if (/q/i.test(String(data)) || String(data).includes(CTRL_C)) end(true);
  };
  const onSignal = () => end(true);
  input.setRawMode(true).resume().on("data", onData);
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  output.write(ENTER);
  return {
    draw: (lines, last) => {
      const { columns = 80, rows = 24 } = output;
      const shown = fitting(lines, last, columns, rows);
      output.write(`${HOME}${shown.map((line) => `${line}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`);
    },
    endedWithin: async (ms) => {
      const { promise: timeOver, resolve } = Promise.withResolvers<false>();
      const timer = setTimeout(resolve, ms, false);
      try {
        return await Promise.race([isEnded, timeOver]);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => {
      input.off("data", onData).setRawMode(false).pause();
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
      output.write(LEAVE);
    },
  };
}

/** One line less than fits, as the last line break would scroll. */
function fitting(lines: readonly string[], last: string, columns: number, rows: number): string[] {
  const wrapped = lines.flatMap((line) => wrap(line, columns));
  const room = Math.max(1, rows - 2);
  const more = wrapped.length - room + 1;
  return more > 1 ? [...wrapped.slice(0, room - 1), `… ${more} more lines`, last] : [...wrapped, last];
}

function wrap(line: string, columns: number): string[] {
  const parts = Math.max(1, Math.ceil(line.length / columns));
  return Array.from({ length: parts }, (_, i) => line.slice(i * columns, (i + 1) * columns));
}

/**
 * Looks again and again until the person ends it, and gives the last result.
 *
 * @param look looks once; its lines are drawn
 */
export async function watch<Result>(
  screen: Screen,
  everyMs: number,
  look: () => Promise<Result>,
  linesOf: (result: Result) => readonly string[],
): Promise<Result | undefined> {
  let last: Result | undefined;
  try {
    screen.draw(["Looking …"], "q ends");
    for (;;) {
      const looking = look();
      // A failure is thrown below; until then it must not end the process.
      looking.catch(() => {});
      const isEnded = await untilEither(screen, looking);
      if (isEnded) return last;
      last = await looking;
      screen.draw(linesOf(last), `Every ${everyMs / 1000} s. q ends`);
      if (await screen.endedWithin(everyMs)) return last;
    }
  } finally {
    screen.close();
  }
}

/** Whether the person ended it before the look was over. */
async function untilEither(screen: Screen, looking: Promise<unknown>): Promise<boolean> {
  const done = looking.then(
    () => false,
    () => false,
  );
  return Promise.race([done, screen.endedWithin(2 ** 31 - 1)]);
}
