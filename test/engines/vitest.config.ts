import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"
import { viteTemplates } from "../../scripts/templates.mjs"

const root = fileURLToPath(new URL("../..", import.meta.url))

export default defineConfig({
  root,
  plugins: [viteTemplates()],
  resolve: { alias: { groundplan: fileURLToPath(new URL("../../index.ts", import.meta.url)) } },
  // An engine is a process of its own: a test waits for it.
  test: { include: ["test/engines/**/*.test.ts"], setupFiles: ["test/support/seed.ts"], testTimeout: 120_000 },
})
