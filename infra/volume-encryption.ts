import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Makes the account encrypt each new volume in the region. Beanstalk has no option for its instances' disks, so the account's
 * default is the only way. `destroy` leaves it on: other programs of the account may rely on it by then.
 */
export function encryptVolumesByDefault(name: string, opts?: pulumi.CustomResourceOptions): pulumi.Resource {
  return new aws.ebs.EncryptionByDefault(name, { enabled: true }, { ...opts, retainOnDelete: true });
}
