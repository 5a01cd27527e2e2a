import type { XhrScript } from "./xhr-page.ts";

const ends: Record<string, XhrScript> = {
  "a GET": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/body?hex=68616c6c6f&type=text/plain#fragment`);
    xhr.send();
    await next(xhr, "loadend");
    return [log, xhr.responseText, xhr.response, xhr.responseURL, xhr.status, xhr.responseType];
  },
  "a POST with listeners to its upload": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    for (const type of ["loadstart", "progress", "load", "loadend", "error", "abort", "timeout"]) {
      xhr.upload.addEventListener(type, (event) => {
        const { loaded, total, lengthComputable } = event as ProgressEvent;
        log.push([`upload ${type}`, xhr.readyState, loaded, total, lengthComputable]);
      });
    }
    xhr.open("POST", `${origin}/echo`);
    xhr.send("12345");
    await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "a POST with handlers of its upload": async ({ Xhr, next, origin }) => {
    const log: unknown[] = [];
    const xhr = new Xhr();
    xhr.upload.onloadstart = ({ loaded, total }) => log.push(["start", loaded, total]);
    xhr.upload.onload = ({ loaded, total, target }) => log.push(["load", loaded, total, target === xhr.upload]);
    xhr.open("POST", `${origin}/echo`);
    xhr.send("é");
    await next(xhr, "loadend");
    return log;
  },
  "a POST without a listener": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("POST", `${origin}/echo`);
    xhr.send("12345");
    await next(xhr, "loadend");
    return log;
  },
  "an empty POST with listeners to its upload": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.upload.onloadend = () => log.push("upload ended");
    xhr.open("POST", `${origin}/echo`);
    xhr.send();
    await next(xhr, "loadend");
    return [log, JSON.parse(xhr.responseText)["content-type"]];
  },
  "a HEAD": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("HEAD", `${origin}/body?hex=616161`);
    xhr.send("ignored");
    await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "an empty answer": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/body`);
    xhr.send();
    await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "an answer with status 204": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("DELETE", `${origin}/status/204`);
    xhr.send();
    await next(xhr, "loadend");
    return log;
  },
  "an answer with status 404": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/status/404`);
    xhr.send();
    await next(xhr, "loadend");
    return log;
  },
  "an answer without a length": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/chunked?type=text/plain`);
    xhr.send();
    await next(xhr, "loadend");
    return [log, xhr.responseText.length, xhr.responseText.at(-1)];
  },
  "an answer that is shown while it arrives": async ({ Xhr, next, origin, release }) => {
    const xhr = new Xhr();
    xhr.open("GET", `${origin}/held/shown-${Math.random()}`);
    xhr.send();
    await next(xhr, "progress");
    const first = [xhr.readyState, xhr.responseText, xhr.response, xhr.responseXML];
    const ended = next(xhr, "loadend");
    await release(xhr.responseURL.split("/").at(-1) ?? "");
    await ended;
    return [first, xhr.readyState, xhr.responseText];
  },
  "a POST whose answer is shown while it arrives": async ({ Xhr, next, origin, release }) => {
    const xhr = new Xhr();
    xhr.open("POST", `${origin}/held/posted-${Math.random()}`);
    xhr.send("x");
    await next(xhr, "progress");
    const first = [xhr.readyState, xhr.responseText];
    const ended = next(xhr, "loadend");
    await release(xhr.responseURL.split("/").at(-1) ?? "");
    await ended;
    return [first, xhr.readyState, xhr.responseText];
  },
  "an answer that is cut off": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/cut`);
    xhr.send();
    await next(xhr, "loadend");
    const kept = log.filter((entry) => ["error", "loadend"].includes(String((entry as unknown[])[0])));
    return [kept, xhr.readyState, xhr.status, xhr.responseText, xhr.response, xhr.getAllResponseHeaders(), xhr.responseURL];
  },
  "a redirect": async ({ Xhr, next, origin }) => {
    const xhr = new Xhr();
    xhr.open("GET", `${origin}/redirect#part`);
    xhr.send();
    await next(xhr, "loadend");
    return [xhr.status, xhr.responseURL, xhr.responseText];
  },
  "listeners that throw": async ({ Xhr, next, origin }) => {
    const errors: string[] = [];
    const ignore = (event: ErrorEvent) => {
      errors.push(event.message.replace(/.*: /, ""));
      event.preventDefault();
    };
    addEventListener("error", ignore);
    const xhr = new Xhr();
    xhr.onreadystatechange = () => {
      throw new Error(`state ${xhr.readyState}`);
    };
    xhr.onload = () => {
      throw new Error("load");
    };
    xhr.open("GET", `${origin}/body`);
    xhr.send();
    await next(xhr, "loadend");
    removeEventListener("error", ignore);
    return errors;
  },
  "an object that is used twice": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/body?hex=61`);
    xhr.setRequestHeader("x-a", "1");
    xhr.send();
    await next(xhr, "loadend");
    xhr.open("GET", `${origin}/echo`);
    const between = [xhr.readyState, xhr.status, xhr.responseText, xhr.getResponseHeader("content-type")];
    xhr.send();
    await next(xhr, "loadend");
    return [log, between, JSON.parse(xhr.responseText)["x-a"]];
  },
};

const aborts: Record<string, XhrScript> = {
  "abort() before open and before send": async ({ logged, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.abort();
    xhr.open("GET", `${origin}/never`);
    xhr.abort();
    return [log, xhr.readyState];
  },
  "abort() after send": async ({ logged, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.upload.onabort = () => log.push("upload abort");
    xhr.upload.onloadend = () => log.push("upload loadend");
    xhr.open("POST", `${origin}/never`);
    xhr.send("x");
    xhr.abort();
    return [log, xhr.readyState, xhr.status, xhr.response];
  },
  "abort() after the end": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/body?hex=61`);
    xhr.send();
    await next(xhr, "loadend");
    xhr.abort();
    return [log, xhr.readyState, xhr.status, xhr.responseText, xhr.responseURL, xhr.getAllResponseHeaders()];
  },
  "abort() when it has started": async ({ logged, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.onloadstart = () => xhr.abort();
    xhr.open("POST", `${origin}/never`);
    xhr.send("x");
    return [log, xhr.readyState];
  },
  "abort() when its upload has started": async ({ logged, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.upload.onloadstart = () => xhr.abort();
    xhr.upload.onabort = () => log.push("upload abort");
    xhr.open("POST", `${origin}/never`);
    xhr.send("x");
    return [log, xhr.readyState];
  },
  "open() while a call is on its way": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/never`);
    xhr.send();
    xhr.open("GET", `${origin}/body?hex=62`);
    xhr.send();
    await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "open() when the answer has begun": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    let again = false;
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== 2 || again) return;
      again = true;
      xhr.open("GET", `${origin}/body?hex=62`);
      xhr.send();
    };
    xhr.open("GET", `${origin}/body?hex=61`);
    xhr.send();
    await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "open() when it has been aborted": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.onabort = () => {
      xhr.open("GET", `${origin}/body?hex=62`);
      xhr.send();
    };
    xhr.open("GET", `${origin}/never`);
    xhr.send();
    xhr.abort();
    await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "send() within load": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.addEventListener(
      "load",
      () => {
        xhr.open("GET", `${origin}/body?hex=62`);
        xhr.send();
      },
      { once: true },
    );
    xhr.open("GET", `${origin}/body?hex=61`);
    xhr.send();
    await next(xhr, "loadend");
    if (xhr.readyState < 4) await next(xhr, "loadend");
    return [log, xhr.responseText];
  },
  "a timeout that is set before send": async ({ logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.upload.ontimeout = () => log.push("upload timeout");
    xhr.open("GET", `${origin}/never`);
    xhr.timeout = 40;
    xhr.send();
    await next(xhr, "loadend");
    return [log, xhr.readyState, xhr.status, xhr.response];
  },
  "a timeout that is set after send": async ({ Xhr, logged, next, origin }) => {
    const log: unknown[] = [];
    const xhr = logged(log);
    xhr.open("GET", `${origin}/never`);
    xhr.send();
    xhr.timeout = 40;
    const other = new Xhr();
    other.open("GET", `${origin}/never`);
    other.timeout = 400;
    other.send();
    await next(other, "loadend");
    return [log, xhr.timeout];
  },
  "a timeout that is taken back": async ({ Xhr, next, origin }) => {
    const xhr = new Xhr();
    xhr.open("GET", `${origin}/held/timeout-${Math.random()}`);
    xhr.timeout = 5000;
    xhr.send();
    xhr.timeout = 0;
    await next(xhr, "progress");
    const { timeout } = xhr;
    xhr.abort();
    return timeout;
  },
};

/** What is still to come of a first call has come when a second one has ended. */
const WAIT_FOR_REST = `const other = new Xhr();
  other.open("GET", origin + "/body?hex=61");
  other.send();
  await next(other, "loadend");`;

/** As a text, because a page gets nothing but the text. */
const abortIn = (state: number) => `async ({ Xhr, logged, origin, next }) => {
  const log = [];
  const xhr = logged(log);
  xhr.onreadystatechange = () => {
    if (xhr.readyState === ${state}) xhr.abort();
  };
  xhr.open("GET", origin + "/body?hex=6161&type=text/plain");
  const ended = new Promise((resolve) => {
    xhr.addEventListener("readystatechange", () => xhr.readyState === 0 && resolve());
    xhr.addEventListener("loadend", resolve);
  });
  xhr.send();
  await ended;
  ${state === 4 ? WAIT_FOR_REST : ""}
  return [log, xhr.readyState, xhr.status, xhr.responseText];
}`;

/** Events, their order, and what ends a call. */
export const COMPARED_EVENTS: Readonly<Record<string, XhrScript | string>> = {
  ...ends,
  ...aborts,
  ...Object.fromEntries([1, 2, 3, 4].map((state) => [`abort() in state ${state}`, abortIn(state)])),
};
