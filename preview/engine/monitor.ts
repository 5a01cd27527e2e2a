// The only place that uses Pulumi's monitor, which is internal to @pulumi/pulumi. Mocks do not receive parents, dependencies
// and options, so this reads them from the requests. Addresses of mocks have the type of one parent, those of the engine of all.
import { runtime } from "@pulumi/pulumi";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";
import { urnBelow } from "./urn-below.ts";

type Answer<Response> = (error: unknown, response?: Response) => void;

interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>): Promise<void>;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer<unknown>): void;
  registerResourceHook(request: unknown, answer: Answer<unknown>): void;
  registerErrorHook(request: unknown, answer: Answer<unknown>): void;
}

export interface Listener {
  /** A resource was registered with this URN. */
  readonly registered: (urn: string, request: RegisterResourceRequest) => void;
  /** A component or the stack registered its outputs. The engine writes them to the state. */
  readonly outputs: (urn: string, request: RegisterResourceOutputsRequest) => void;
}

/** Listens to all registrations of this process's program from now on, and gives them the addresses that the engine would. */
export function listen({ registered, outputs }: Listener): void {
  const monitor = runtime.getMonitor() as unknown as Monitor;
  const newUrn = monitor.newUrn.bind(monitor);
  monitor.newUrn = (parent, type, name) => (parent === "" ? newUrn(parent, type, name) : urnBelow(parent, type, name));
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (response) registered(response.getUrn(), request);
      answer(error, response);
    });
  const registerOutputs = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, answer) => {
    outputs(request.getUrn(), request);
    registerOutputs(request, answer);
  };
  // Mocks know no hooks. Nothing is updated here, so none is ever called.
  monitor.registerResourceHook = (_, answer) => answer(null, {});
  monitor.registerErrorHook = (_, answer) => answer(null, {});
}
