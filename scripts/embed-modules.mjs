import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/**
 * An esbuild plugin that puts the Terraform modules into the bundle.
 *
 * generators/terraform/modules.ts reads them from the disk beside it; in a bundle there is no such place. The initialiser of
 * `moduleFiles` becomes the literal that it would have read, and the import of node:fs goes.
 */
export const embedModules = {
  name: "embed-modules",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]generators[\\/]terraform[\\/]modules\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8")
      const folder = join(dirname(path), "modules")
      const names = readdirSync(folder).sort()
      const files = Object.fromEntries(names.map((name) => [name, filesOf(join(folder, name))]))
      const start = source.indexOf("readModules()")
      if (start === -1) throw new Error(`${path} no longer calls readModules(), which this plugin replaces`)
      const contents = source
        .slice(0, start)
        .replace(/^import .* from "node:fs"\n/m, "")
        .concat(JSON.stringify(files), "\n")
      const watched = names.flatMap((name) => files[name].map((file) => join(folder, name, file.name)))
      return { contents, loader: "ts", watchFiles: [path, ...watched] }
    })
  },
}

function filesOf(folder) {
  return readdirSync(folder)
    .filter((file) => /\.(?:tf|sh)$/.test(file))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }))
}
