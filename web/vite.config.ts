import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Where `tieout serve` listens while the page is developed; the page then comes from Vite, all else from there. */
const server = process.env["TIEOUT_SERVER"] ?? "http://127.0.0.1:4180";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL("../dist/web", import.meta.url)),
    emptyOutDir: true,
    // Every browser that has what Mantine and the page use; older ones would only make it larger.
    target: ["chrome123", "firefox121", "safari17.5"],
    // An inlined picture would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Mantine marks its files for servers that render React; here is none.
      onwarn: (warning, tell) => {
        if (warning.code !== "MODULE_LEVEL_DIRECTIVE") tell(warning);
      },
    },
  },
  server: { proxy: { "/api": { target: server, changeOrigin: true, headers: { origin: server } } } },
});
