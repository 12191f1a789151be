import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// Old classroom PCs run Chromium kernels back to 86 (pages.md).
const OLDEST = ["chrome86", "edge86", "firefox78", "safari14"];

export default defineConfig({
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_PROD_DEVTOOLS__: "false",
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __VUE_I18N_FULL_INSTALL__: "false",
    __INTLIFY_PROD_DEVTOOLS__: "false",
    __INTLIFY_JIT_COMPILATION__: "true", // no `new Function`: the CSP allows no eval
    __INTLIFY_DROP_MESSAGE_COMPILER__: "false",
  },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: OLDEST,
    cssTarget: OLDEST,
    manifest: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // no data: URLs: the CSP allows 'self' only
    reportCompressedSize: false,
  },
});
