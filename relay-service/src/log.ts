import { destination, type Logger, pino } from "pino";

/**
 * JSON lines on standard output. No line may contain a body, a header, a URL or a secret. Callers log counts, codes and names that the
 * code itself defines. Of an error they log the class.
 */
export function createLog(level: string): Logger {
  return pino(
    { level, base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    destination({ fd: 1, sync: true }),
  );
}
