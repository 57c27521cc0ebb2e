/** The folder of a path; empty for a file at the top. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")))
}

/**
 * The path in the tree of files that another leads to from a folder of it: `("a/b", "../c")` → `a/c`.
 *
 * A path from the top, `/a/c`, is one from the top of the tree. Undefined where it leads out of the tree.
 */
export function pathFrom(folder: string, path: string): string | undefined {
  const parts: string[] = path.startsWith("/") ? [] : folder.split("/").filter((part) => part !== "")
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue
    if (part !== "..") parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join("/")
}

/** How a folder leads to a path: `("a/b", "a/c/d")` → `../c/d`; `.` for itself. */
export function relativePath(from: string, to: string): string {
  const left = from.split("/").filter((part) => part !== "")
  const right = to.split("/").filter((part) => part !== "")
  let shared = 0
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++
  const found = [...left.slice(shared).map(() => ".."), ...right.slice(shared)].join("/")
  return found === "" ? "." : found
}
