/** Each default metric of prom-client is a file of its own, without types. */
declare module "prom-client/lib/metrics/*" {
  const collect: (registry: import("prom-client").Registry, options: { readonly eventLoopMonitoringPrecision: number }) => void;
  export default collect;
}
