import { describe, expect, it } from "vitest";
import { waitUntilReady } from "../../../infra/beanstalk/wait-until-ready.ts";

const MINUTE = 60_000;

/** An environment whose status changes with the time, which only passes while somebody waits. */
function environment(statusAt: (minutes: number) => string | undefined) {
  let time = 1_000_000;
  const started = time;
  const said: string[] = [];
  const inquiry = {
    environmentName: "xmpro-nonprod-sm",
    describe: async () => {
      const status = statusAt((time - started) / MINUTE);
      return status === undefined ? undefined : { id: "e-1", status, health: "Ok", versionLabel: "sm-1" };
    },
  };
  const clock = {
    now: () => time,
    pause: async (milliseconds: number) => {
      time += milliseconds;
    },
  };
  const wait = () => waitUntilReady(inquiry, (text) => void said.push(text), clock);
  return { wait, said, minutes: () => (time - started) / MINUTE };
}

describe("an update of an environment", () => {
  it("begins at once, and says nothing, when the environment is Ready", async () => {
    const { wait, said, minutes } = environment(() => "Ready");
    await wait();
    expect([said, minutes()]).toEqual([[], 0]);
  });

  it("waits for somebody else's update, and says so every five minutes", async () => {
    const { wait, said, minutes } = environment((passed) => (passed < 12 ? "Updating" : "Ready"));
    await wait();
    expect(minutes()).toBe(12);
    expect(said).toHaveLength(3);
    expect(said[0]).toMatch(/^xmpro-nonprod-sm is Updating, .* waits for up to 75 minutes\.$/);
  });

  it("gives up after 75 minutes, and says what to do", async () => {
    const { wait, minutes } = environment(() => "Updating");
    await expect(wait()).rejects.toThrow(
      /xmpro-nonprod-sm is Updating for more than 75 minutes.*Abort current operation.*pulumi up again/,
    );
    expect(minutes()).toBe(75);
  });

  it.each([
    ["is being deleted", "Terminating", "is being deleted"],
    ["is gone", undefined, "does not exist any more"],
  ])("gives up at once when the environment %s", async (_, status, words) => {
    await expect(environment(() => status).wait()).rejects.toThrow(words);
  });

  it("fails when AWS does not answer", async () => {
    const { wait } = environment(() => {
      throw new Error("AccessDenied");
    });
    await expect(wait()).rejects.toThrow("AccessDenied");
  });
});
