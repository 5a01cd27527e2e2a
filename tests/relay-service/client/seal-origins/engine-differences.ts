/** A script whose outcome differs between engines; a sealed call does the same in all of them. */
export interface EngineDifference {
  readonly why: string;
  /** The engines whose own class does something else. */
  readonly engines: readonly string[];
}

const BLOB_TYPES: EngineDifference = {
  why: "the type of a blob has no parameters, as in Chromium; Firefox and WebKitGTK keep some",
  engines: ["Firefox", "WebKitGTK"],
};
const NO_PROGRESS: EngineDifference = { why: "Firefox reports the progress of an empty body", engines: ["Firefox"] };
const URL_OF_FAILED: EngineDifference = { why: "WebKitGTK keeps the url of a call that was aborted", engines: ["WebKitGTK"] };

/** The scripts with outcomes that engines do not agree on. */
export const ENGINE_DIFFERENCES: Readonly<Record<string, EngineDifference>> = {
  "a HEAD": { why: "only Chromium takes the length of no body as the total", engines: ["Firefox", "WebKitGTK"] },
  "an empty answer": NO_PROGRESS,
  "an answer with status 204": NO_PROGRESS,
  "an answer with status 404": NO_PROGRESS,
  "an answer that is cut off": { why: "WebKitGTK takes it as whole", engines: ["WebKitGTK"] },
  "open() when the answer has begun": {
    why: "Chromium and WebKitGTK mix the two answers",
    engines: ["Chromium", "WebKitGTK"],
  },
  "send() within load": {
    why: "Chromium and WebKitGTK report 0 bytes in the event loadend of the first call",
    engines: ["Chromium", "WebKitGTK"],
  },
  "abort() in state 1": { why: "Firefox ends the call that is sent after it", engines: ["Firefox"] },
  "abort() in state 2": URL_OF_FAILED,
  "abort() in state 3": URL_OF_FAILED,
  "abort() in state 4": { why: "Chromium fires neither load nor loadend then", engines: ["Chromium"] },
  "abort() after the end": URL_OF_FAILED,
  "bodies of requests": {
    why: "Chromium writes the charset of a content type in capitals, with the space before it",
    engines: ["Chromium"],
  },
  "a timeout that is set after send": { why: "WebKitGTK ignores it", engines: ["WebKitGTK"] },
  'answers as "document"': { why: "Firefox makes no document of an empty page", engines: ["Firefox"] },
  'answers as "", overridden to text/xml;charset=utf-8': {
    why: "Firefox makes no document of bytes that are no UTF-8",
    engines: ["Firefox"],
  },
  'answers as "document", overridden to text/xml;charset=utf-8': {
    why: "Firefox makes no document of bytes that are no UTF-8",
    engines: ["Firefox"],
  },
  'answers as "blob"': { ...BLOB_TYPES, engines: ["WebKitGTK"] },
  'answers as "blob", overridden to text/xml;charset=utf-8': BLOB_TYPES,
  'answers as "blob", overridden to text/plain; charset=iso-8859-1': BLOB_TYPES,
};
