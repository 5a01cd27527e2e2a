import { SettingsError } from "../settings/reader/settings-error.ts";
import { readSettingsFile, type UnquotedScalar } from "./settings-file.ts";

/** A scalar that needs quotes, under the full name of its setting. */
export interface UnquotedSetting {
  /** Full key such as "aws:defaultTags". */
  readonly setting: string;
  /** Where it is in the setting: "tags.cost-centre"; empty for the setting's whole value. */
  readonly part: string;
  readonly source: string;
  /** "line 12 of Pulumi.prod.yaml". */
  readonly location: string;
}

/** A name that can be repeated in a problem. */
const PLAIN_NAME = /^([\w.:/@-]{1,60}|<<)$/;

/**
 * The scalars of a stack's settings files that need quotes. None for a directory without these files: the engine may have
 * read others (`--config-file`), and says itself what is wrong with them.
 */
export function unquotedSettings(directory: string, stack: string): readonly UnquotedSetting[] {
  if (directory === "") return [];
  try {
    const project = readSettingsFile(directory, "Pulumi.yaml");
    const own = readSettingsFile(directory, `Pulumi.${stack}.yaml`);
    return [...project.unquoted, ...own.unquoted].map((scalar) => settingOf(scalar, String(project.content.name ?? "")));
  } catch (error) {
    if (error instanceof SettingsError) return [];
    throw error;
  }
}

function settingOf({ file, line, path: [key, ...rest], source }: UnquotedScalar, project: string): UnquotedSetting {
  return {
    setting: key.includes(":") ? key : `${project}:${key}`,
    part: rest.every((name) => PLAIN_NAME.test(name)) ? rest.join(".") : "",
    source,
    location: `line ${line} of ${file}`,
  };
}
