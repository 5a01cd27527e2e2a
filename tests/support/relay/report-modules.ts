import { registerHooks } from "node:module";

/** Loaded into a relay before its program: writes the address of every package's module that is loaded to standard error. */
registerHooks({
  load: (url, context, next) => {
    if (url.includes("/node_modules/")) process.stderr.write(`loaded ${url}\n`);
    return next(url, context);
  },
});
