/**
 * Computes the known answers with the native part and with Node. Exits with code 1 when a result differs. The image build runs it with the
 * Node of the runtime image.
 */
import { join } from "node:path";
import { chooseMessageCrypto } from "./codec/choose-message-crypto.ts";
import { selfTestCodec } from "./codec/create-codec.ts";

const file = process.argv[2] ?? join(import.meta.dirname, "message-crypto.node");
for (const choice of ["native", "node"] as const) {
  selfTestCodec(chooseMessageCrypto(choice, file, console));
  console.log(
    `the known answers are correct when computed by ${choice === "native" ? "the native part" : "Node"} (${process.version})`,
  );
}
