import type { Reader } from "./reader/reader.ts";

export const REQUIRED_TAGS = ["project", "environment", "owner", "managed-by", "cost-centre"];

/** What all services here accept, which is what IAM, SSM and Elastic Beanstalk accept. */
const TAG_TEXT = /^[\p{L}\p{N} _.:/=+@-]*$/u;
/** Elastic Beanstalk sets these itself, on the environments and on all that it creates for them. */
const RESERVED = /^(name$|elasticbeanstalk:)/i;
/** AWS's limit is 50 a resource. Elastic Beanstalk adds three of its own to an environment; a hosted zone has ten at most. */
const MAX_TAGS = { zones: 10, environments: 47 } as const;

/** Reports what AWS would refuse when every resource of the stack gets the tags. */
export function checkTags(reader: Reader, tags: Readonly<Record<string, string>>): void {
  const names = Object.keys(tags);
  const refuse = (words: string) => reader.report("aws:defaultTags", words);
  const which = (key: string) =>
    reader.isHidden("aws:defaultTags") ? "one that is not shown" : `the tag ${JSON.stringify(key)}`;
  for (const [key, tag] of Object.entries(tags)) {
    if (!TAG_TEXT.test(key) || !TAG_TEXT.test(tag) || key === "" || key.length > 128 || tag.length > 256 || /^aws:/i.test(key)) {
      const allowed = "letters, digits, spaces and _.:/=+@-, a key up to 128, a value up to 256, and no key starts with aws:";
      refuse(`must have tags that AWS accepts (${allowed}), got ${which(key)}`);
    } else if (key !== key.trim() || tag !== tag.trim()) {
      refuse(`must have tags without spaces at the beginning or the end, which AWS removes, got ${which(key)}`);
    } else if (tag === "" && !REQUIRED_TAGS.includes(key)) {
      refuse(`must have a value for every tag, because Elastic Beanstalk accepts no empty one, got none for ${which(key)}`);
    } else if (RESERVED.test(key)) {
      refuse(
        `must not have the tag "Name" nor tags that begin with "elasticbeanstalk:", which Elastic Beanstalk sets itself, got ${which(key)}`,
      );
    }
  }
  names.forEach((later, index) => {
    const earlier = names.slice(0, index).find((name) => name.toLowerCase() === later.toLowerCase());
    if (earlier === undefined) return;
    const got = reader.isHidden("aws:defaultTags")
      ? "two that do not"
      : `${JSON.stringify(earlier)} and ${JSON.stringify(later)}`;
    refuse(`must have tags whose names differ in more than capital letters, because IAM treats them as the same tag, got ${got}`);
  });
  const madeZones = !reader.isSet("hostedZoneId");
  const most = madeZones ? MAX_TAGS.zones : MAX_TAGS.environments;
  if (names.length > most) {
    const why = madeZones
      ? `a created hosted zone of Route 53 accepts no more; with xmpro:hostedZoneId at most ${MAX_TAGS.environments}`
      : "Elastic Beanstalk adds three of its own, and AWS accepts 50";
    refuse(`must have at most ${most} tags (${why}), got ${names.length}`);
  }
}
