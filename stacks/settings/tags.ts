import type { Reader } from "./reader.ts";

export const REQUIRED_TAGS = ["project", "environment", "owner", "managed-by", "cost-centre"];

/** What all services here take, which is what IAM, SSM and Elastic Beanstalk take. */
const TAG_TEXT = /^[\p{L}\p{N} _.:/=+@-]*$/u;
/** Elastic Beanstalk writes these itself, to the environments and to all that it makes for them. */
const RESERVED = /^(name$|elasticbeanstalk:)/i;
/** AWS's limit is 50 a resource. Elastic Beanstalk adds three of its own to an environment; a hosted zone takes ten alone. */
const MOST = { zones: 10, environments: 47 } as const;

/** Notes what AWS would refuse when the tags are put to every resource of the stack. */
export function checkTags(reader: Reader, tags: Readonly<Record<string, string>>): void {
  const names = Object.keys(tags);
  const refuse = (words: string) => reader.refuse("aws:defaultTags", words);
  const which = (key: string) => (reader.hides("aws:defaultTags") ? "one tag" : `the tag ${JSON.stringify(key)}`);
  for (const [key, tag] of Object.entries(tags)) {
    if (!TAG_TEXT.test(key) || !TAG_TEXT.test(tag) || key === "" || key.length > 128 || tag.length > 256 || /^aws:/i.test(key)) {
      const allowed = "letters, digits, spaces and _.:/=+@-, a key up to 128, a value up to 256, and no key starts with aws:";
      refuse(`must have tags that AWS takes (${allowed}); ${which(key)} is none`);
    } else if (key !== key.trim() || tag !== tag.trim()) {
      refuse(`must have tags without spaces at the beginning or the end, which AWS takes away; ${which(key)} has some`);
    } else if (tag === "" && !REQUIRED_TAGS.includes(key)) {
      refuse(`must have a value for every tag, as Elastic Beanstalk takes none that is empty; ${which(key)} has none`);
    } else if (RESERVED.test(key)) {
      refuse(
        `must not have the tag "Name" nor tags that begin with "elasticbeanstalk:", which Elastic Beanstalk sets itself; ${which(key)} is one`,
      );
    }
  }
  names.forEach((later, index) => {
    const earlier = names.slice(0, index).find((name) => name.toLowerCase() === later.toLowerCase());
    if (earlier === undefined) return;
    const got = reader.hides("aws:defaultTags") ? "two that do not" : `${JSON.stringify(earlier)} and ${JSON.stringify(later)}`;
    refuse(`must have tags whose names differ in more than capital letters, as IAM takes them for the same tag, got ${got}`);
  });
  const madeZones = !reader.isSet("hostedZoneId");
  const most = madeZones ? MOST.zones : MOST.environments;
  if (names.length > most) {
    const why = madeZones
      ? `a new hosted zone of Route 53 takes no more; with xmpro:hostedZoneId at most ${MOST.environments}`
      : "Elastic Beanstalk adds three of its own, and AWS takes 50";
    refuse(`must have at most ${most} tags (${why}), got ${names.length}`);
  }
}
