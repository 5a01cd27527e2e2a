import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Turns on EBS encryption by default in the account and region. Beanstalk has no option for its instances' volumes, so the
 * account's default is the only way. `destroy` leaves it on, as other programs in the account may rely on it.
 */
export function encryptVolumesByDefault(name: string, opts?: pulumi.CustomResourceOptions): pulumi.Resource {
  return new aws.ebs.EncryptionByDefault(name, { enabled: true }, { ...opts, retainOnDelete: true });
}
