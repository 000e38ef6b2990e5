import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../src/mainstay/rest/static",
    emptyOutDir: true,
    target: "es2022",
    // a strict policy allows no inline script and no data: addresses
    assetsInlineLimit: 0,
    // Vega is that large; it is loaded when somebody asks to point at a figure
    chunkSizeWarningLimit: 900,
    modulePreload: { polyfill: false },
    manifest: "manifest.json",
    license: { fileName: "licenses.md" },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx"], environment: "node" },
});
