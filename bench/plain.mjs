// What a script does that has the finished data already, and only prints it with the `yaml` library. Arguments: data.json, folder.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { stringify } from "yaml"

const [data, folder] = process.argv.slice(2)
for (const [path, document] of Object.entries(JSON.parse(readFileSync(data, "utf8")))) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, stringify(document))
}
