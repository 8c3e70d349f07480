import { resolve } from "node:path";
import { defineConfig } from "vite";

// One classic script without imports: it runs in the pages of others.
export default defineConfig({
  build: {
    target: "es2020",
    emptyOutDir: false,
    lib: {
      entry: resolve(import.meta.dirname, "source/loader/loader.ts"),
      formats: ["iife"],
      name: "MeridianChat",
      fileName: () => "loader.js",
    },
  },
});
