import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchAnswers } from "../../../relay-service/src/store/answer-watch.ts";

const LIMIT = 1000;

/** The end of a turn of the event loop, when commands are written. */
const written = () => vi.advanceTimersByTime(0);

describe("the watch over Redis replies", () => {
  const overdue = vi.fn();
  beforeEach(() => {
    overdue.mockClear();
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("reports once that a reply is overdue", () => {
    const watch = watchAnswers(LIMIT, overdue);
    watch.sent();
    written();
    vi.advanceTimersByTime(LIMIT - 1);
    expect(overdue).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2);
    expect(overdue).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10 * LIMIT);
    expect(overdue).toHaveBeenCalledOnce();
  });

  it("reports nothing when everything is answered", () => {
    const watch = watchAnswers(LIMIT, overdue);
    for (let round = 0; round < 5; round++) {
      watch.sent();
      watch.sent();
      written();
      watch.answered();
      watch.answered();
      vi.advanceTimersByTime(LIMIT * 0.7);
    }
    vi.advanceTimersByTime(10 * LIMIT);
    expect(overdue).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("continues as long as replies arrive in time", () => {
    const watch = watchAnswers(LIMIT, overdue);
    watch.sent();
    for (let round = 0; round < 50; round++) {
      watch.sent();
      vi.advanceTimersByTime(LIMIT * 0.4);
      watch.answered();
    }
    expect(overdue).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2 * LIMIT);
    expect(overdue).toHaveBeenCalledOnce();
  });

  it("notices a command that is sent while it waits for an earlier one", () => {
    const watch = watchAnswers(LIMIT, overdue);
    watch.sent();
    written();
    watch.sent();
    vi.advanceTimersByTime(10);
    watch.answered();
    vi.advanceTimersByTime(LIMIT + 1);
    expect(overdue).toHaveBeenCalledOnce();
  });

  it("checks once more when replies arrive in the turn after the limit", () => {
    const watch = watchAnswers(LIMIT, overdue);
    watch.sent();
    written();
    // A late loop reads the socket between its timers and the callbacks of setImmediate.
    setTimeout(() => watch.answered(), LIMIT);
    vi.advanceTimersByTime(LIMIT);
    vi.advanceTimersByTime(LIMIT);
    expect(overdue).not.toHaveBeenCalled();
  });

  it("reports nothing after it was stopped", () => {
    const watch = watchAnswers(LIMIT, overdue);
    watch.sent();
    written();
    watch.sent();
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(10 * LIMIT);
    expect(overdue).not.toHaveBeenCalled();
  });
});
