import { isIP } from "node:net";
import { createClient, ErrorReply, RESP_TYPES } from "redis";
import { watchAnswers } from "./answer-watch.ts";

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user, password and number of the database if needed. */
  readonly url: string;
  /** Time limit of an answer, from the write of its command. */
  readonly timeoutMs: number;
  /** Time limit for connecting, including the answers to `greeting`. */
  readonly connectMs: number;
  /** Commands that must succeed before the connection is usable. */
  readonly greeting: readonly (readonly string[])[];
  readonly onReady: () => void;
  /** Called once, with an error code that is safe to log, such as `ECONNREFUSED` or `READONLY`. */
  readonly onEnd: (reason: string) => void;
}

/** One connection to Redis. It does not reconnect: the store opens a new one. */
export interface RedisConnection {
  /** Sends one command. `onReply` and `onError` turn its answer into the result. */
  send<T>(
    command: readonly (string | Buffer)[],
    onReply: (reply: unknown) => T,
    onError: (error: unknown) => T | Promise<T>,
  ): Promise<T>;
  /** Ends the connection at once. Pending commands fail. */
  end(reason: string): void;
  readonly isEnded: boolean;
}

/**
 * Opens a connection with the package `redis`. Its reconnecting, queue and time limits are off. A timer for each command takes a fifth of a
 * round trip, and a queue would send a command long after the request was answered with an error.
 */
export function openRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { url, timeoutMs, connectMs, greeting, onReady, onEnd } = options;
  const client = createClient({
    url,
    RESP: 2,
    maintNotifications: "disabled",
    disableClientInfo: true,
    disableOfflineQueue: true,
    // 0 means no time limit; the package's default is 5 s for each command.
    commandOptions: { timeout: 0, typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
    socket: socketOptions(url, connectMs),
  });
  let ended = false;
  const watch = watchAnswers(timeoutMs, () => end("timeout"));
  const greetingTimer = setTimeout(() => end("timeout"), connectMs);

  function end(reason: string) {
    if (ended) return;
    ended = true;
    clearTimeout(greetingTimer);
    watch.stop();
    client.destroy();
    onEnd(reason);
  }

  client.on("error", (error) => end(reasonOf(error)));
  // A socket that was still connecting when the client was destroyed would stay open.
  client.on("connect", () => {
    if (ended) client.destroy();
  });
  client
    .connect()
    .then(() => Promise.all(greeting.map((command) => client.sendCommand(command))))
    .then(
      () => {
        if (ended) return;
        clearTimeout(greetingTimer);
        onReady();
      },
      (error) => end(reasonOf(error)),
    );

  return {
    send(command, onReply, onError) {
      const answer = client.sendCommand(command);
      watch.sent();
      return answer.then(
        (reply) => {
          watch.answered();
          return onReply(reply);
        },
        (error) => {
          watch.answered();
          return onError(error);
        },
      );
    },
    end,
    get isEnded() {
      return ended;
    },
  };
}

/** The code of an error, without its message: a message of Redis can contain the command, which can contain the password. */
export function reasonOf(error: unknown): string {
  if (error instanceof ErrorReply) return /^[A-Z]+\b/.exec(error.message)?.[0] ?? "ERR";
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}

function socketOptions(url: string, connectTimeout: number) {
  const { protocol, hostname } = new URL(url);
  const options = { connectTimeout, reconnectStrategy: false as const };
  if (protocol !== "rediss:") return options;
  // Serverless ElastiCache selects the cache by the server name of the TLS handshake (SNI), which must be set explicitly here.
  return { ...options, tls: true as const, ...(isIP(hostname.replace(/^\[|\]$/g, "")) ? {} : { servername: hostname }) };
}
