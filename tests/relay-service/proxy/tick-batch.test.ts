import { setImmediate as immediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { TickBatch } from "../../../relay-service/src/proxy/tick-batch.ts";

const never = (_: number, error: unknown) => {
  throw error;
};

describe("a batch of work for one turn of the event loop", () => {
  it("is done at the end of the turn, in the order of arrival", async () => {
    const done: number[] = [];
    const turn = new TickBatch<number>((work) => void done.push(work), never);
    turn.add(1);
    turn.add(2);
    expect(done).toEqual([]);
    await immediate();
    expect(done).toEqual([1, 2]);
  });

  it("may add work for the next turn, which is not lost", async () => {
    const done: number[] = [];
    const turn: TickBatch<number> = new TickBatch((work) => {
      done.push(work);
      if (work < 3) turn.add(work + 1);
    }, never);
    turn.add(1);
    await immediate();
    await immediate();
    await immediate();
    expect(done).toEqual([1, 2, 3]);
  });

  it("reports work that fails, and does the rest", async () => {
    const done: number[] = [];
    const failed: unknown[] = [];
    const turn = new TickBatch<number>(
      (work) => {
        if (work === 1) throw new Error("no");
        done.push(work);
      },
      (work, error) => void failed.push([work, `${error}`]),
    );
    turn.add(1);
    turn.add(2);
    await immediate();
    expect(done).toEqual([2]);
    expect(failed).toEqual([[1, "Error: no"]]);
  });
});
