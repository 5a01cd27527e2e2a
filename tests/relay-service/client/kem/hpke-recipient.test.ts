import { Aes256Gcm, CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import * as hpke from "hpke";
import { describe, expect, it } from "vitest";
import { utf8 } from "../../../../relay-service/client/bytes.ts";
import { createRecipient } from "../../../../relay-service/client/kem/hpke-recipient.ts";
import { nobleKeyExchange } from "../../../../relay-service/client/kem/noble-key-exchange.ts";

const INFO = utf8("some info");
const AAD = utf8("some aad");
const TEXT = utf8("a text");

/** A KEM of `hpke` whose shared secret is given, as only the steps after the KEM are compared. */
function fixedKem(secret: Uint8Array): hpke.KEMFactory {
  const key = { type: "public", extractable: true, algorithm: { name: "fixed" } };
  const unused = () => Promise.reject(new Error("unused"));
  return () => ({
    id: 0x647a,
    type: "KEM",
    name: "fixed",
    Nsecret: 32,
    Nenc: 1120,
    Npk: 1216,
    Nsk: 32,
    DeriveKeyPair: unused,
    GenerateKeyPair: unused,
    SerializePublicKey: unused,
    SerializePrivateKey: unused,
    DeserializePrivateKey: unused,
    DeserializePublicKey: async () => key,
    Encap: async () => ({ shared_secret: secret, enc: new Uint8Array(1120) }),
    Decap: unused,
  });
}

describe("the receiving side of HPKE", () => {
  it("opens and exports what @hpke/core has sealed and exported, with its own X-Wing", async () => {
    const key = await nobleKeyExchange.generate();
    const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
    const recipientPublicKey = await suite.kem.deserializePublicKey(key.publicKey);
    const sender = await suite.createSenderContext({ recipientPublicKey, info: INFO });
    const sealed = new Uint8Array(await sender.seal(TEXT, AAD));

    const shared = await createRecipient(await key.decapsulate(new Uint8Array(sender.enc)), INFO);
    expect(await shared.open(sealed, AAD)).toEqual(TEXT);
    expect(await shared.exportSecret("roc1/pair", 32)).toEqual(new Uint8Array(await sender.export(utf8("roc1/pair"), 32)));
  });

  it("opens and exports what hpke has sealed and exported", async () => {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const suite = new hpke.CipherSuite(fixedKem(secret), hpke.KDF_HKDF_SHA256, hpke.AEAD_AES_256_GCM);
    const { ctx } = await suite.SetupSender(await suite.DeserializePublicKey(new Uint8Array(1216)), { info: INFO });
    const sealed = new Uint8Array(await ctx.Seal(TEXT, AAD));

    const shared = await createRecipient(secret, INFO);
    expect(await shared.open(sealed, AAD)).toEqual(TEXT);
    expect(await shared.exportSecret("", 12)).toEqual(await ctx.Export(new Uint8Array(0), 12));
  });

  it("opens nothing under another info, aad or secret", async () => {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    const suite = new hpke.CipherSuite(fixedKem(secret), hpke.KDF_HKDF_SHA256, hpke.AEAD_AES_256_GCM);
    const { ctx } = await suite.SetupSender(await suite.DeserializePublicKey(new Uint8Array(1216)), { info: INFO });
    const sealed = new Uint8Array(await ctx.Seal(TEXT, AAD));
    await expect((await createRecipient(secret, AAD)).open(sealed, AAD)).rejects.toThrow();
    await expect((await createRecipient(secret, INFO)).open(sealed, INFO)).rejects.toThrow();
    await expect((await createRecipient(new Uint8Array(32), INFO)).open(sealed, AAD)).rejects.toThrow();
  });
});
