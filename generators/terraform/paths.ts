/** The way from one folder to another: `live/a/network` → `../../../modules/network`. */
export function relative(from: string, to: string): string {
  const [start, end] = [from.split("/"), to.split("/")]
  let shared = 0
  while (shared < start.length && shared < end.length && start[shared] === end[shared]) shared++
  return [...start.slice(shared).map(() => ".."), ...end.slice(shared)].join("/") || "."
}
