import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const LANGUAGE = /\/source\/words\/(?!en\/)([A-Za-z-]+)\/(?!chat\.json)[a-z-]+\.json$/;

export default defineConfig({
  base: "/console/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2022",
    sourcemap: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // the content security policy lets no data: in
    rolldownOptions: {
      input: {
        console: resolve(import.meta.dirname, "index.html"),
        chat: resolve(import.meta.dirname, "chat.html"),
      },
      output: {
        codeSplitting: {
          // The words of a language come in one file.
          groups: [{ name: (id) => LANGUAGE.exec(id)?.[1] ?? null }],
        },
      },
    },
  },
  // One environment for all files: to make one for each took five times as long as the tests.
  test: {
    environment: "happy-dom",
    isolate: false,
    include: ["tests/**/*.test.{ts,tsx}"],
    testTimeout: 60_000, // longer than the patience of tests/patience.ts
  },
});
