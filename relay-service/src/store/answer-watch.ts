/** Sees to it that the answers of one connection, which come in the order of the commands, do not stay away too long. */
export interface AnswerWatch {
  /** To be called right after a command was handed to the connection. */
  sent(): void;
  /** To be called for each answer, whatever it says. */
  answered(): void;
  stop(): void;
}

/**
 * Calls `overdue` once, when a command has had no answer for `limitMs` milliseconds after it was written.
 *
 * One timer serves all commands, as a timer for each costs a fifth of a round trip. One command at a time is watched, the "mark":
 * answers come in order, so when the connection is stuck, the mark is the one that waits longest.
 */
export function watchAnswers(limitMs: number, overdue: () => void): AnswerWatch {
  let sent = 0;
  let answered = 0;
  let mark = 0;
  let markWrittenAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function watchLast() {
    mark = sent;
    markWrittenAt = Number.POSITIVE_INFINITY;
    // The client writes in a `setImmediate` of its own, scheduled before this one: the time counts from the write.
    setImmediate(written);
  }

  function written() {
    if (stopped) return;
    markWrittenAt = performance.now();
    timer ??= setTimeout(look, limitMs);
  }

  function look() {
    timer = undefined;
    if (stopped || answered >= mark || markWrittenAt === Number.POSITIVE_INFINITY) return;
    const rest = markWrittenAt + limitMs - performance.now();
    if (rest > 0) timer = setTimeout(look, Math.ceil(rest));
    else lookOnceMore();
  }

  // A late event loop is not a late server: the answers may lie in the socket, unread. The loop reads sockets between timers and
  // `setImmediate`. As long as a turn brings answers, there may be more to read.
  function lookOnceMore() {
    const before = answered;
    setImmediate(() => {
      if (stopped) return;
      if (answered > before) return look();
      stopped = true;
      overdue();
    });
  }

  return {
    sent() {
      sent++;
      if (answered >= mark) watchLast();
    },
    answered() {
      answered++;
      if (answered === mark && sent > answered) watchLast();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
