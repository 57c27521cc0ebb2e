#!/usr/bin/env node
"use strict"
// Starts the command line. Compiling it takes V8 longer than everything else that a small build does, so the compiled code is kept
// beside it after the first run, where whoever may change one may change the other. V8 itself refuses code that another version or
// another source made, and a cache that can't be written is done without.
const { readFileSync, mkdirSync, writeFileSync, renameSync } = require("node:fs")
const { join } = require("node:path")
const { Script } = require("node:vm")

const cacheFile = join(__dirname, ".cache", `main-${process.version}-${process.arch}.bin`)
let script

if (!require("./quick.cjs").quickBuild(process.argv.slice(2))) start()

function start() {
  const file = join(__dirname, "main.cjs")
  const cachedData = cached()
  // A script has no `import()` of its own without a warning from Node: it is handed this file's, as `__import`.
  const source = `(function(exports,require,module,__filename,__dirname,__import){${readFileSync(file, "utf8")}\n})`
  script = new Script(source, { filename: file, ...(cachedData === undefined ? {} : { cachedData }) })
  // A run that does little would leave a cache of little; the code of a build serves every other command too.
  const isBuild = [undefined, "build", "check"].includes(process.argv[2])
  if (isBuild && (cachedData === undefined || script.cachedDataRejected)) process.once("exit", keep)
  script.runInThisContext()({}, require, {}, file, __dirname, (specifier) => import(specifier))
}

function cached() {
  try {
    return readFileSync(cacheFile)
  } catch {
    return undefined
  }
}

/** Kept at exit, when everything that a run uses has been compiled; renamed into place, so that none is ever read half-written. */
function keep(code) {
  if (code !== 0) return
  try {
    mkdirSync(join(__dirname, ".cache"), { recursive: true })
    const staged = `${cacheFile}.${process.pid}`
    writeFileSync(staged, script.createCachedData())
    renameSync(staged, cacheFile)
  } catch {
    // A package folder that is read-only costs some milliseconds a run, and nothing else.
  }
}
