// How the console is built: one folder of hashed files and an index.html whose nonce the server fills in for each response.
//
// The browsers are those with `light-dark()` and OKLCH (2024): tokens reach them as they are written.
import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

import { compressedFiles } from "./build/compressed-files.ts"
import { routesWithoutSchemas } from "./build/routes-without-schemas.ts"

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), routesWithoutSchemas(), compressedFiles()],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    target: ["chrome123", "firefox128", "safari17.5"],
    // The policy of the page names no data: for scripts, styles and fonts: every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    emptyOutDir: true,
    // The editor's commands name this package for code that is not in use here; it does not say that it does nothing by itself.
    rolldownOptions: {
      treeshake: { moduleSideEffects: [{ test: /@lezer\/common/, sideEffects: false }] },
    },
  },
})
