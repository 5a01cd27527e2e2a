import { collectorsOnLoopback } from "../../../../../infra/policy/rules/containers/collectors-on-loopback.ts";
import { describeContainers } from "./container-forms.ts";

const configured = (value: unknown) => ({ environment: [{ name: "AOT_CONFIG_CONTENT", value }] });
const yaml = (address: string) => `receivers:\n  otlp:\n    protocols:\n      http:\n        endpoint: ${address}\n`;
const TEXT = 'must have addresses of the task such as "127.0.0.1:4318"';

describeContainers(collectorsOnLoopback, {
  accepted: [
    configured(yaml("127.0.0.1:4318")),
    configured(yaml("localhost:4318")),
    configured(yaml("'[::1]:4318'")),
    configured(JSON.stringify({ receivers: { otlp: { protocols: { http: { endpoint: "127.0.0.1:4318" } } } } })),
    configured("exporters:\n  otlphttp:\n    endpoint: https://collector.example.com:4318\n"),
    configured("receivers:\n  otlp:\n    protocols:\n      http:\n"),
    { environment: [{ name: "OTHER", value: yaml("0.0.0.0:4318") }] },
  ],
  reported: [
    ...["0.0.0.0:4318", ":4318", "'[::]:4318'", '"0.0.0.0:4318"', "10.0.0.1:4318", "collector:4318", "$HOST:4318"].map(
      (address) => [configured(yaml(address)), TEXT] as const,
    ),
    [configured(JSON.stringify({ receivers: { otlp: { protocols: { grpc: { endpoint: "0.0.0.0:4317" } } } } })), TEXT],
    [configured("receivers:\n  statsd:\n    Endpoint: 0.0.0.0:8125\n"), TEXT],
    [configured("receivers:\n  x:\n    listen_address: 0.0.0.0:1\n"), TEXT],
  ],
});
