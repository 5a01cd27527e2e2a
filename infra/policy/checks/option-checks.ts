// Checks of one option of Elastic Beanstalk. An environment and a configuration template have the same options.
import { settingsOf, settingsOfOption } from "../read/beanstalk-settings.ts";
import { configurationTemplate, environment } from "../read/resource-types.ts";
import { known } from "../read/unknown-values.ts";
import { type Check, type CheckedResource, onResource, quote } from "../rule.ts";

interface Allowed {
  /** As in "SystemType must be <text>". */
  readonly text: string;
  readonly fits: (value: string) => boolean;
}

/** One of these values, in any case. */
export function oneOf(...values: string[]): Allowed {
  return {
    text: values.map(quote).join(" or "),
    fits: (value) => values.some((one) => one.toLowerCase() === value.toLowerCase()),
  };
}

/**
 * An environment sets this option itself, to an allowed value each time. A template may leave it out: the environment's own value
 * has precedence.
 */
export function requireOption(namespace: string, name: string, allowed: Allowed): Check {
  return onResource([environment, configurationTemplate], ({ settings }, resource) => {
    const wrong = wrongValues(settings, namespace, name, allowed);
    const given = settingsOfOption(settings, namespace, name).some(({ isSpelt }) => isSpelt(namespace, name));
    if (given || wrong.length > 0 || isTemplate(resource)) return wrong;
    return `${namespace}/${name} must be ${allowed.text}, got nothing`;
  });
}

/** An option that may be left out has an allowed value each time that it is given. */
export function limitOption(namespace: string, name: string, allowed: Allowed): Check {
  return onResource([environment, configurationTemplate], ({ settings }) => wrongValues(settings, namespace, name, allowed));
}

/** An option that is left out or empty. A value that is not known yet is a value. */
export function refuseOption(namespace: string, name: string): Check {
  return onResource([environment, configurationTemplate], ({ settings }) =>
    settingsOfOption(settings, namespace, name)
      .filter(({ value }) => known(value) !== "")
      .map(() => `${namespace}/${name} must be left out, got a value`),
  );
}

/** No option is in such a namespace. */
export function refuseNamespace(hit: (namespace: string) => boolean): Check {
  return onResource([environment, configurationTemplate], ({ settings }) =>
    [...new Set(settingsOf(settings).map(({ namespace }) => namespace))]
      .filter(hit)
      .map((namespace) => `the namespace ${namespace} must be left out, got options in it`),
  );
}

function isTemplate({ type }: CheckedResource): boolean {
  return type === configurationTemplate;
}

function wrongValues(settings: unknown, namespace: string, name: string, { text, fits }: Allowed): string[] {
  return settingsOfOption(settings, namespace, name).flatMap(({ value }) => {
    const got = known(value);
    return got === undefined || fits(got) ? [] : [`${namespace}/${name} must be ${text}, got ${quote(got)}`];
  });
}
