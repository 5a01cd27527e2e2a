import { build } from "esbuild";

/**
 * Bundles the service for its image: each program becomes one file with only the code that is used, so that it starts at once and
 * needs no `node_modules`.
 */
await build({
  entryPoints: { main: "src/main.ts", "health-check": "src/health-check.ts", "self-test": "src/self-test.ts" },
  absWorkingDir: import.meta.dirname,
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  // What is imported only when it is needed stays apart.
  splitting: true,
  platform: "node",
  target: "node24",
  format: "esm",
  minifySyntax: true,
  legalComments: "linked",
  // Packages in CommonJS ask for Node's own modules by `require`.
  banner: { js: `import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);` },
});
