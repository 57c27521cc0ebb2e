import { createRequire } from "node:module"
import { runInThisContext } from "node:vm"

/** What a module exports. */
export type Exports = { readonly default?: unknown } & Readonly<Record<string, unknown>>

/** What running a module gave. */
export type Evaluated =
  | { readonly kind: "exported"; readonly exports: Exports }
  | { readonly kind: "threw"; readonly error: unknown }
  | { readonly kind: "timeout" }
  /** It waits at its top level, which a synchronous load can't. */
  | { readonly kind: "waits" }

const slot = Symbol.for("groundplan.load")

/**
 * Runs an ES module to its end, for at most `timeout` milliseconds.
 *
 * Node's `require` of an ES module is synchronous, so that V8's watchdog over a script covers it: an endless loop at the
 * module's top level is stopped, where a timer would never fire. `process.exit` throws meanwhile, lest a topology decide
 * how a check ends.
 */
export function evaluate(file: string, timeout: number): Evaluated {
  const require = createRequire(import.meta.url)
  const globals = globalThis as unknown as Record<symbol, unknown>
  const restore = quieten()
  globals[slot] = () => require(file) as unknown
  try {
    const exports: unknown = runInThisContext(`globalThis[Symbol.for("groundplan.load")]()`, { timeout })
    return { kind: "exported", exports: exports as Exports }
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined
    if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { kind: "timeout" }
    return code === "ERR_REQUIRE_ASYNC_MODULE" ? { kind: "waits" } : { kind: "threw", error }
  } finally {
    delete globals[slot]
    restore()
  }
}

/** Silences the one warning that Node prints about `require` of ES modules, and makes `process.exit` throw. */
function quieten(): () => void {
  const { emitWarning, exit } = process
  const { stackTraceLimit } = Error
  process.emitWarning = ((warning: string | Error, ...rest: readonly unknown[]) => {
    const [type] = rest
    const name = typeof type === "string" ? type : (type as { readonly type?: string } | undefined)?.type
    if (name === "ExperimentalWarning" && /CommonJS module|require\(\)/.test(String(warning))) return
    Reflect.apply(emitWarning, process, [warning, ...rest])
  }) as typeof process.emitWarning
  process.exit = (() => {
    throw new Error("process.exit was called")
  }) as typeof process.exit
  Error.stackTraceLimit = 50
  return () => {
    process.emitWarning = emitWarning
    process.exit = exit
    Error.stackTraceLimit = stackTraceLimit
  }
}
