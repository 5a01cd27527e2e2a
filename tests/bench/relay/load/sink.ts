// An upstream that reads bodies and answers with their length. Prints its port.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const server = createServer((request, response) => {
  let bytes = 0;
  request.on("data", (piece: Buffer) => {
    bytes += piece.length;
  });
  request.on("end", () => response.end(JSON.stringify({ bytes })));
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
