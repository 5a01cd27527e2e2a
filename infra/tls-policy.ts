/**
 * The security policy of every HTTPS listener: TLS 1.3 and 1.2 with forward secrecy, and hybrid post-quantum key exchange with
 * browsers that support it. AWS recommends it, and FSBP ELB.17 accepts it. The policy pack keeps a list of its own, as it imports
 * no component.
 */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";
