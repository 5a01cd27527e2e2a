/** "host:port" of a connection string of StackExchange.Redis; undefined with none or more than one. */
export function redisOf(text: string): string | undefined {
  const [endpoint, ...others] = partsOf(text).filter((part) => !part.includes("="));
  if (endpoint === undefined || others.length > 0) return undefined;
  const lower = endpoint.toLowerCase();
  return lower.includes(":") ? lower : `${lower}:6379`;
}

/** What the installers write where there is no Redis. */
export function isNothing(text: string): boolean {
  return ["", "-"].includes(text.trim());
}

/** The same connection string for this endpoint and token. Its other options stay; one that says nothing of TLS gets it, as the stack's Redis takes no other. */
export function withRedis(text: string, { endpoint, token }: { endpoint: string; token: string }): string {
  const options = isNothing(text) ? ["abortConnect=False"] : partsOf(text).filter((part) => part.includes("="));
  const others = options.filter((option) => !/^(password|ssl)\s*=/i.test(option));
  const composed = [endpoint, `password=${token}`, "ssl=True", ...others].join(",");
  return isSame(text, composed) ? text : composed;
}

/** Whether two texts differ in order, blanks and case of the options' names alone. */
function isSame(one: string, other: string): boolean {
  const normal = (text: string) =>
    partsOf(text)
      .map((part) => {
        const [, key, value] = /^([^=]+?)\s*=\s*(.*)$/.exec(part) ?? [];
        if (key === undefined) return redisOf(part);
        return `${key.toLowerCase()}=${/^(true|false)$/i.test(value ?? "") ? value?.toLowerCase() : value}`;
      })
      .sort()
      .join();
  return normal(one) === normal(other);
}

function partsOf(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
