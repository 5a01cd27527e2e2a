import { setTimeout as delay } from "node:timers/promises";
import {
  DescribeApplicationVersionsCommand,
  ElasticBeanstalkClient,
  UpdateEnvironmentCommand,
} from "@aws-sdk/client-elastic-beanstalk";
import { type DoctorHands, doctor, EACH, environmentOf } from "./doctor-hands.ts";

/** Nobody answers there. */
const NO_DNS = "127.0.0.1:1";

/** Once products run: the doctor sees that they are the stack's, and when somebody has deployed another version past it. */
export async function rehearseDoctorOfPackages(hands: DoctorHands): Promise<void> {
  const { region, note } = hands;
  const [sm = ""] = EACH;
  const packages = async () => (await doctor(hands, NO_DNS, "--quick")).filter(({ check }) => check === "packages");
  const deployed = await packages();
  const areGood = deployed.length === EACH.length && deployed.every(({ state }) => state === "good");
  note(
    "doctor sees the packages that were deployed",
    deployed.map(({ sentence }) => sentence).join(" "),
    areGood ? "ok" : "FAILED",
  );

  const client = new ElasticBeanstalkClient({ region });
  const own = (await environmentOf(client, sm))?.VersionLabel;
  const { ApplicationVersions = [] } = await client.send(new DescribeApplicationVersionsCommand({}));
  const other = ApplicationVersions.find(
    ({ VersionLabel = "" }) => VersionLabel.startsWith("sm-") && VersionLabel !== own,
  )?.VersionLabel;
  const run = async (VersionLabel: string | undefined) => {
    await client.send(new UpdateEnvironmentCommand({ EnvironmentName: sm, VersionLabel }));
    while ((await environmentOf(client, sm))?.Status !== "Ready") await delay(500);
  };
  await run(other);
  const wrong = (await packages()).filter(({ state }) => state === "wrong");
  const isNamed = wrong.length === 1 && wrong[0]?.subject === sm && wrong[0].sentence.includes(`The stack deployed ${own}`);
  note(
    "doctor names a version that somebody deployed past the stack",
    wrong[0]?.sentence ?? "nothing",
    isNamed ? "ok" : "FAILED",
  );
  await run(own);
}
