import { isIP } from "node:net";
import { createClient, ErrorReply, RESP_TYPES } from "redis";
import { watchAnswers } from "./answer-watch.ts";

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, with user, password and number of the database where needed. */
  readonly url: string;
  /** Milliseconds that an answer may take, counted from the write of its command. */
  readonly timeoutMs: number;
  /** Milliseconds from the first packet until the server has answered `greeting`. */
  readonly connectMs: number;
  /** Commands that must succeed before the connection counts as usable. */
  readonly greeting: readonly (readonly string[])[];
  readonly onReady: () => void;
  /** Called once, with a word that is safe to log: an error code such as `ECONNREFUSED` or `READONLY`. */
  readonly onEnd: (reason: string) => void;
}

/** One connection to Redis from its beginning to its end. It never comes back: whoever needs another one makes a new one. */
export interface RedisConnection {
  /** Sends one command; `onReply` and `onError` make of its answer what the caller gets. */
  send<T>(
    command: readonly (string | Buffer)[],
    onReply: (reply: unknown) => T,
    onError: (error: unknown) => T | Promise<T>,
  ): Promise<T>;
  /** Ends the connection at once; commands without an answer fail. */
  end(reason: string): void;
  readonly isEnded: boolean;
}

/**
 * Opens a connection with the package `redis`. Its own reconnecting, queue and time limits are off: a time limit for each command
 * costs a fifth of a round trip, and a queue would send a command long after its request was answered with an error.
 */
export function openRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { url, timeoutMs, connectMs, greeting, onReady, onEnd } = options;
  const client = createClient({
    url,
    RESP: 2,
    maintNotifications: "disabled",
    disableClientInfo: true,
    disableOfflineQueue: true,
    // The package's limit is 5 s for each command where none is given; 0 is none.
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
  // A socket that was still on its way when the client was destroyed would stay open.
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

/**
 * What went wrong, in one word. Never the message: an error of Redis can repeat the command, and the command can be the one that
 * carries the password.
 */
export function reasonOf(error: unknown): string {
  if (error instanceof ErrorReply) return /^[A-Z]+\b/.exec(error.message)?.[0] ?? "ERR";
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}

function socketOptions(url: string, connectTimeout: number) {
  const { protocol, hostname } = new URL(url);
  const options = { connectTimeout, reconnectStrategy: false as const };
  if (protocol !== "rediss:") return options;
  // Serverless ElastiCache finds the cache by the name in the TLS greeting, which Node sends only when told.
  return { ...options, tls: true as const, ...(isIP(hostname.replace(/^\[|\]$/g, "")) ? {} : { servername: hostname }) };
}
