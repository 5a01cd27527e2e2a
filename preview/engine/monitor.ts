// The one place that touches Pulumi's monitor, which is internal to @pulumi/pulumi: what a mock is given lacks parents,
// dependencies and options, so they are read off the requests themselves.
import { runtime } from "@pulumi/pulumi";
import type {
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb.js";

type Answer<Response> = (error: unknown, response?: Response) => void;

interface Monitor {
  registerResource(request: RegisterResourceRequest, answer: Answer<RegisterResourceResponse>): Promise<void>;
  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer<unknown>): void;
}

export interface Listener {
  /** A resource was registered and has this address. */
  readonly registered: (urn: string, request: RegisterResourceRequest) => void;
  /** A component, or the stack, told what it puts out; all of it is written to the state. */
  readonly outputs: (urn: string, request: RegisterResourceOutputsRequest) => void;
}

/** Listens to all that the program of this process registers from now on. */
export function listen({ registered, outputs }: Listener): void {
  const monitor = runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, answer) =>
    register(request, (error, response) => {
      if (response) registered(response.getUrn(), request);
      answer(error, response);
    });
  const putOut = monitor.registerResourceOutputs.bind(monitor);
  monitor.registerResourceOutputs = (request, answer) => {
    outputs(request.getUrn(), request);
    putOut(request, answer);
  };
}
