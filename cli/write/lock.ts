import { readFileSync, statSync } from "node:fs"
import { hostname } from "node:os"
import { dirname, join } from "node:path"
import type { Diagnostic } from "../../core/diagnostic.js"
import { shownPath } from "../places.js"
import { type Disk, entryAt, systemCode, tolerating } from "./disk.js"
import { stateDirectory } from "./paths.js"

/** Who holds the lock of an output directory. */
interface Holder {
  readonly pid: number
  readonly host: string
}

/** How long to wait for another write before giving up, in milliseconds; a write takes well under a second. */
const patience = 10_000

/**
 * Takes the lock under which one process at a time writes an output directory, waiting up to ten seconds.
 *
 * A lock whose process is dead is taken over: at once on this machine, after a minute when another machine (or a
 * container, whose process ids mean nothing here) left it. Returns how to release it, or why it can't be had.
 */
export function lock(disk: Disk, outDir: string): { readonly release: () => void } | Diagnostic {
  const file = lockFile(outDir)
  disk.makeDirectory(dirname(file))
  const deadline = Date.now() + patience
  while (!tolerating(["EEXIST"], () => disk.claimFile(file, JSON.stringify(self())))) {
    const text = readLock(file)
    if (text === undefined) continue
    if (isStale(file, text)) takeAway(disk, file, text)
    else if (Date.now() > deadline) return busy(file, text)
    else pause(25)
  }
  return { release: () => void tolerating(["ENOENT"], () => disk.removeFile(file)) }
}

/** Waits until nobody writes an output directory, up to ten seconds; a reader who doesn't would see half a write. */
export function waitUntilUnlocked(outDir: string): void {
  const deadline = Date.now() + patience
  while (isHeld(outDir) && Date.now() < deadline) pause(25)
}

/** Says whether a living process holds the lock. */
export function isHeld(outDir: string): boolean {
  if (!isLocked(outDir)) return false
  const text = readLock(lockFile(outDir))
  return text !== undefined && !isStale(lockFile(outDir), text)
}

/** Says whether there is a lock, held or stale. */
export function isLocked(outDir: string): boolean {
  return entryAt(lockFile(outDir)) !== undefined
}

function lockFile(outDir: string): string {
  return join(outDir, stateDirectory, "lock")
}

function self(): Holder {
  return { pid: process.pid, host: hostname() }
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return undefined
    throw error
  }
}

/**
 * A write is one synchronous step of its process, so a lock with our own id was left by a dead one that had it; one that
 * says nothing was left by a process that died between making the file and writing it.
 */
function isStale(file: string, text: string): boolean {
  const holder = parse(text)
  if (holder === undefined) return age(file) > 1_000
  if (holder.host !== hostname()) return age(file) > 60_000
  return holder.pid === process.pid || !isAlive(holder.pid)
}

function parse(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || typeof value !== "object") return undefined
    const { pid, host } = value as Partial<Record<keyof Holder, unknown>>
    return Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === "string"
      ? { pid: Number(pid), host }
      : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it runs, under another user.
    return systemCode(error) !== "ESRCH"
  }
}

function age(file: string): number {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? 0 : Date.now() - stats.mtimeMs
}

/** Of two processes that find the same stale lock one moves it away; what it moved is put back if it was a new one. */
function takeAway(disk: Disk, file: string, stale: string): void {
  const aside = `${file}.${process.pid}`
  if (!tolerating(["ENOENT"], () => disk.move(file, aside))) return
  if (readLock(aside) !== stale) tolerating(["EEXIST"], () => disk.claimFile(file, readLock(aside) ?? ""))
  tolerating(["ENOENT"], () => disk.removeFile(aside))
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function busy(file: string, text: string): Diagnostic {
  const holder = parse(text)
  return {
    code: "write/busy",
    severity: "error",
    message: `Another build is writing here${holder === undefined ? "" : ` (process ${holder.pid} on ${holder.host})`}.`,
    path: "",
    help: `Wait for it to end; if none is running, remove ${shownPath(file)}.`,
  }
}
