import { destination, type Logger, pino } from "pino";

/**
 * JSON lines on standard output. No line ever holds a body, a header, a url or a secret: callers pass counts, codes and names of
 * their own, and errors by their class.
 */
export function createLog(level: string): Logger {
  return pino(
    { level, base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` },
    destination({ fd: 1, sync: true }),
  );
}
