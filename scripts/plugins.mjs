import { schemaAcceptor } from "./acceptor.mjs"
import { composeValidator } from "./compose-schema.mjs"
import { embedModules } from "./embed-modules.mjs"
import { esbuildTemplates } from "./templates.mjs"

/** zod carries its messages in fifty languages; ours are written here, so English, its fallback, is enough. */
const englishOnly = {
  name: "english-only",
  setup(build) {
    build.onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js"',
      loader: "js",
    }))
  },
}

/** What the bundler does beyond TypeScript: validators and templates compiled ahead of time, Terraform modules embedded. */
export const plugins = [composeValidator, schemaAcceptor, embedModules, esbuildTemplates(), englishOnly]
