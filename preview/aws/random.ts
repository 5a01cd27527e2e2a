import type { Service } from "./service.ts";

export const random: Service = {
  title: "Generated secrets",
  types: {
    "random:index/randomBytes:RandomBytes": {
      outputs: (name, { length }) => {
        const bytes = Buffer.from(`generated-for-${name}-`.padEnd(Number(length), "x")).subarray(0, Number(length));
        return { hex: bytes.toString("hex"), base64: bytes.toString("base64") };
      },
      noun: ["random bytes", "random bytes"],
    },
    "random:index/randomId:RandomId": { outputs: () => ({ hex: "00000000" }) },
    "random:index/randomPassword:RandomPassword": { outputs: (name) => ({ result: `generated-for-${name}-${"x".repeat(24)}` }) },
  },
};
