/** Elastic Beanstalk's name of the application that it starts with; an environment may have no label at all then. */
const SAMPLE_LABEL = "Sample Application";

/** Whether an environment runs AWS's sample application in place of a product. */
export function isSample(versionLabel: string | undefined): boolean {
  return versionLabel === undefined || versionLabel === "" || versionLabel === SAMPLE_LABEL;
}
