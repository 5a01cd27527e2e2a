import { build } from "esbuild";

/** Bundles the service for its image: each program becomes one file with only the code that is used. It starts fast and needs no `node_modules`. */
await build({
  entryPoints: { main: "src/main.ts", "health-check": "src/health-check.ts", "self-test": "src/self-test.ts" },
  absWorkingDir: import.meta.dirname,
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // Modules that are imported dynamically stay separate files.
  splitting: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minifySyntax: true,
  legalComments: "linked",
  // CommonJS packages load Node's modules with `require`.
  banner: { js: `import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);` },
});
