/** Watches the answers of one connection, which arrive in the order of the commands, for a time-out. */
export interface AnswerWatch {
  /** Call it right after a command was passed to the connection. */
  sent(): void;
  /** Call it for each answer, also for errors. */
  answered(): void;
  stop(): void;
}

/**
 * Calls `overdue` once, when a command has had no answer for `limitMs` milliseconds after it was written.
 *
 * One timer serves all commands, because a timer for each takes a fifth of a round trip. The timer watches one command at a time, the
 * "mark". Answers arrive in order, so on a stuck connection the mark is the command that has waited longest.
 */
export function watchAnswers(limitMs: number, overdue: () => void): AnswerWatch {
  let sent = 0;
  let answered = 0;
  let mark = 0;
  let markWrittenAt = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function watchLast() {
    mark = sent;
    markWrittenAt = Number.POSITIVE_INFINITY;
    // The client writes in a `setImmediate` that it scheduled before this one, so the time counts from the write.
    setImmediate(written);
  }

  function written() {
    if (isStopped) return;
    markWrittenAt = performance.now();
    timer ??= setTimeout(check, limitMs);
  }

  function check() {
    timer = undefined;
    if (isStopped || answered >= mark || markWrittenAt === Number.POSITIVE_INFINITY) return;
    const rest = markWrittenAt + limitMs - performance.now();
    if (rest > 0) timer = setTimeout(check, Math.ceil(rest));
    else checkAfterRead();
  }

  // When the event loop is late, answers may be in the socket, unread. The loop reads sockets between timers and `setImmediate`. While each
  // iteration brings answers, there may be more to read.
  function checkAfterRead() {
    const before = answered;
    setImmediate(() => {
      if (isStopped) return;
      if (answered > before) return check();
      isStopped = true;
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
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
