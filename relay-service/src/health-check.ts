/** The image's HEALTHCHECK: asks the relay on this machine whether it is alive. Exit code 0 when it is. */
const port = process.env.PORT || "8080";
const answer = await fetch(`http://127.0.0.1:${port}/api/mte-echo`, { signal: AbortSignal.timeout(2500) }).catch(() => null);
process.exit(answer?.ok ? 0 : 1);
