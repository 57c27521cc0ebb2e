import { readFileSync } from "node:fs"
import Handlebars from "handlebars"

/**
 * Turns `*.hbs` into modules that export a compiled template, so that the program carries Handlebars' small runtime only.
 *
 * Nothing is escaped: a view's every leaf is Markdown already. A name that a view does not have throws, so that a misspelt
 * one is found by the first test that renders the page.
 *
 * @param {string} file
 * @returns {string}
 */
export function compileTemplate(file) {
  const specification = Handlebars.precompile(readFileSync(file, "utf8"), {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
  })
  return `import Handlebars from "handlebars/runtime.js"\nexport default Handlebars.template(${specification})\n`
}

/** The templates as a plugin of esbuild. @returns {import("esbuild").Plugin} */
export function esbuildTemplates() {
  return {
    name: "templates",
    setup(build) {
      build.onLoad({ filter: /\.hbs$/ }, ({ path, pluginData: _ }) => ({
        contents: compileTemplate(path),
        loader: "js",
        watchFiles: [path],
      }))
    },
  }
}

/** The templates as a plugin of Vite, and so of Vitest. @returns {import("vitest/config").Plugin} */
export function viteTemplates() {
  return {
    name: "templates",
    enforce: "pre",
    load(id) {
      return id.endsWith(".hbs") ? compileTemplate(id) : undefined
    },
  }
}
