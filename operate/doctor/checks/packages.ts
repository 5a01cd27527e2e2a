import { DescribeApplicationVersionsCommand, type EnvironmentDescription } from "@aws-sdk/client-elastic-beanstalk";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { PRODUCTS, type Product } from "../../../infra/xmpro/products.ts";
import { requiredOutput } from "../../deployed-stack/stack-outputs.ts";
import { isSample } from "../../restart/sample.ts";
import type { Check, CheckContext } from "../check.ts";
import { awsCommand, pulumiCommand } from "../command-texts.ts";
import { type Finding, findingsAbout } from "../finding.ts";
import { lookAtEach } from "../look-at-each.ts";

const ID = "packages";

/** Does each environment run the package that the stack deployed, and can a new instance fetch it? */
export const packages: Check = {
  id: ID,
  title: "Packages",
  look: async (context) => {
    const found = await context.environments();
    const looks = [...found].map(([product, environment]) => [
      environment.EnvironmentName ?? product,
      () => lookAt(context, product, environment),
    ]);
    return lookAtEach(ID, context.signal, Object.fromEntries(looks));
  },
};

async function lookAt(context: CheckContext, product: Product, environment: EnvironmentDescription): Promise<Finding> {
  const { stack } = context;
  const { EnvironmentName: name = product, VersionLabel: running } = environment;
  const say = findingsAbout(ID, name);
  const wanted = stack.outputs.packages?.[product];
  const redeploy = pulumiCommand(stack, "up --refresh --policy-pack infra/policy");
  if (isSample(running))
    return wanted === undefined
      ? say.wrong(
          `AWS's sample application runs in place of ${PRODUCTS[product].title}. Set ${product}Package to the package that XMPro's installer made, then deploy.`,
          `npx pulumi config set ${product}Package ./packages/${product.toUpperCase()}.zip --stack ${stack.name}`,
        )
      : say.wrong(`AWS's sample application runs in place of the version ${wanted}. Deploy it again.`, redeploy);
  if (stack.outputs.packages === undefined)
    return say.unknown(
      `runs the version ${running}. The stack was deployed by a version of this project that does not know packages. Deploy it again.`,
      redeploy,
    );
  if (wanted === undefined)
    return say.wrong(
      `runs the version ${running}, which the stack did not deploy. Set ${product}Package, so that the next deployment does not replace it.`,
      `npx pulumi config set ${product}Package ./packages/${product.toUpperCase()}.zip --stack ${stack.name}`,
    );
  if (running !== wanted)
    return say.wrong(
      `runs the version ${running}. The stack deployed ${wanted}: the deployment failed, or somebody has deployed another one.`,
      redeploy,
    );
  return lookAtVersion(context, name, wanted);
}

/** Elastic Beanstalk fetches the package again for each new instance. */
async function lookAtVersion(context: CheckContext, name: string, label: string): Promise<Finding> {
  const { stack, aws } = context;
  const say = findingsAbout(ID, name);
  const ApplicationName = requiredOutput(stack.outputs, "applicationName");
  const question = new DescribeApplicationVersionsCommand({ ApplicationName, VersionLabels: [label] });
  const { ApplicationVersions: [version] = [] } = await context.ask(`which version ${label} is`, (options) =>
    aws.beanstalk.send(question, options),
  );
  const command = awsCommand(
    stack,
    `elasticbeanstalk describe-application-versions --application-name ${ApplicationName} --version-labels ${label}`,
  );
  if (version === undefined)
    return say.wrong(`runs the version ${label}, which Elastic Beanstalk has no longer: no new instance can start.`, command);
  if (version.Status === "Failed") return say.wrong(`Elastic Beanstalk could not process the version ${label}.`, command);
  const { S3Bucket: Bucket, S3Key: Key } = version.SourceBundle ?? {};
  const isStored = await context.ask(`whether the package of ${label} is still in its bucket`, async (options) => {
    try {
      await aws.s3.send(new HeadObjectCommand({ Bucket, Key }), options);
      return true;
    } catch (error) {
      if ((error as Error).name === "NotFound") return false;
      throw error;
    }
  });
  return isStored
    ? say.good(`runs the version ${label}, as deployed.`)
    : say.wrong(`The package of the running version ${label} is no longer in its bucket: no new instance can start.`, command);
}
