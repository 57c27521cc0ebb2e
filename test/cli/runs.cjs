"use strict"
// Runs the bundled command line in this process once for each folder that the arguments name, each time from its beginning, and prints
// a JSON list of what each run wrote and how it ended. A process each would take a minute where this takes some seconds.
const { readFileSync } = require("node:fs")
const { join } = require("node:path")
const { Script } = require("node:vm")
const { setImmediate: later } = require("node:timers/promises")

const dist = join(__dirname, "../../dist")
const file = join(dist, "main.cjs")
const [words, ...folders] = process.argv.slice(2)
// As cli/launch.cjs starts it.
const source = `(function(exports,require,module,__filename,__dirname,__import){${readFileSync(file, "utf8")}\n})`
const script = new Script(source, { filename: file, importModuleDynamically: undefined })
const write = process.stdout.write.bind(process.stdout)

async function run(folder) {
  let stdout = ""
  process.stdout.write = (text) => {
    stdout += text
    return true
  }
  process.exitCode = undefined
  process.argv = [process.execPath, join(dist, "bin.cjs"), ...words.split(" "), "--chdir", folder]
  script.runInThisContext()({}, require, {}, file, dist, (specifier) => import(specifier))
  while (process.exitCode === undefined) await later()
  return { status: process.exitCode, stdout }
}

async function all() {
  // Each run listens to what becomes of its output.
  process.stdout.setMaxListeners(0)
  const runs = []
  for (const folder of folders) runs.push(await run(folder))
  write(JSON.stringify(runs))
  process.exitCode = 0
}

void all()
