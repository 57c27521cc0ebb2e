import type { Plugin } from "vitest/config"

/** The templates as a plugin of Vite, and so of Vitest. */
export function viteTemplates(): Plugin
