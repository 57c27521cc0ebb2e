import { fileURLToPath } from "node:url"
import { configDefaults, defineConfig } from "vitest/config"
import { viteTemplates } from "./scripts/templates.mjs"

export default defineConfig({
  plugins: [viteTemplates()],
  resolve: { alias: { groundplan: fileURLToPath(new URL("index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    // Those need the engines: `npm run test:engines`.
    exclude: [...configDefaults.exclude, "test/engines/**"],
    testTimeout: 30_000,
    setupFiles: ["test/support/seed.ts"],
  },
})
