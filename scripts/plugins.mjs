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

/** What the bundler does beyond TypeScript. */
export const plugins = [englishOnly]
