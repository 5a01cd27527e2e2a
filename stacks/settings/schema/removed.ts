const packageInstead = (id: string, file: string) =>
  `remove it, and set xmpro:${id}Package to the zip of XMPro's installer such as "./packages/${file}", which pulumi up deploys`;

/** Settings of earlier versions of this project, each with what to write instead. */
export const removedSettings: Readonly<Record<string, string>> = {
  smPackageDeployed: packageInstead("sm", "SM.zip"),
  dsPackageDeployed: packageInstead("ds", "DS.zip"),
  adPackageDeployed: packageInstead("ad", "AD.zip"),
};
