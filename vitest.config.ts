import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { viteTemplates } from "./scripts/templates.mjs"

export default defineConfig({
  plugins: [viteTemplates()],
  resolve: { alias: { groundplan: fileURLToPath(new URL("index.ts", import.meta.url)) } },
  test: { include: ["test/**/*.test.ts"], setupFiles: ["test/support/seed.ts"] },
})
