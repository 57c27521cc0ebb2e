import type { CaddyHandler, CaddyLine, CaddyRewrite, CaddyRoute } from "./config.js"
import { impliedSet } from "./matchers.js"
import { readProxy } from "./proxy.js"
import { type Directive, type Result, routeOf, type Scope } from "./scope.js"
import { checkLine, type Shape } from "./shape.js"

/** Reads `php_fastcgi`: three routes, for folders, for paths that are no file, and for those that end like PHP (Caddy's documentation). */
export function readPhp(directive: Directive, scope: Scope): Result {
  const { line, whole, matchers, position } = directive
  const own = (line.body ?? []).filter(({ name }) => Object.hasOwn(ownShapes, name.text))
  for (const setting of own) checkLine(setting, ownShapes[setting.name.text] as Shape, scope.problems)
  const rest = (line.body ?? []).filter(({ name }) => !Object.hasOwn(ownShapes, name.text))
  const last = (name: string): readonly string[] | undefined =>
    own.findLast((setting) => setting.name.text === name)?.args.map(({ text }) => text)
  const extensions = last("split") ?? [".php"]
  const index = last("index")?.[0] ?? "index.php"
  const proxy = readProxy({ ...directive, line: { ...line, body: rest } }, "php_fastcgi", scope)
  const patterns = extensions.map((extension) => `*${extension}`)
  const php = routeOf([impliedSet(position, { kind: "path", patterns, position })], proxy)
  const routes = [
    ...(index === "off" ? [] : indexRoutes(directive, { index, extensions, tried: last("try_files") })),
    php,
  ]
  if (matchers.length === 0) return { directive: "php_fastcgi", routes, bundle: true }
  const subroute: CaddyHandler = { kind: "subroute", directive: "php_fastcgi", routes, line: whole, position }
  return { directive: "php_fastcgi", routes: [routeOf(matchers, subroute)], bundle: false }
}

const one: Shape = { args: [1, 1] }

/** What `php_fastcgi` has beyond the settings of a proxy. */
const ownShapes: Readonly<Record<string, Shape>> = {
  root: one,
  split: { args: [1, Number.POSITIVE_INFINITY] },
  env: { args: [2, 2] },
  index: one,
  try_files: { args: [1, Number.POSITIVE_INFINITY] },
  resolve_root_symlink: { args: [0, Number.POSITIVE_INFINITY] },
  dial_timeout: one,
  read_timeout: one,
  write_timeout: one,
  capture_stderr: { args: [0, Number.POSITIVE_INFINITY] },
}

function indexRoutes(
  { whole, position }: Directive,
  settings: {
    readonly index: string
    readonly extensions: readonly string[]
    readonly tried: readonly string[] | undefined
  },
): readonly CaddyRoute[] {
  const { index, extensions, tried } = settings
  const folder = `{http.request.uri.path}/${index}`
  const tryFiles = tried ?? ["{http.request.uri.path}", folder, index]
  const policy = tried === undefined || tried.at(-1)?.endsWith(".php") === true ? "first_exist_fallback" : ""
  const isFolder = impliedSet(
    position,
    { kind: "file", tryFiles: [folder], root: "", policy: "", split: [], position },
    {
      kind: "not",
      sets: [impliedSet(position, { kind: "path", patterns: ["*/"], position })],
      position,
    },
  )
  const redirect: CaddyHandler = {
    kind: "redirect",
    to: "./{http.request.orig_uri.path.file_escaped}/{http.request.orig_uri.prefixed_query}",
    status: "308",
    line: whole,
    position,
  }
  const isFile = impliedSet(position, { kind: "file", tryFiles, root: "", policy, split: extensions, position })
  return [
    ...(tryFiles.includes(folder) ? [routeOf([isFolder], redirect)] : []),
    routeOf([isFile], rewriteTo("{http.matchers.file.relative}", whole, position)),
  ]
}

/** The handler that sets a request's address. */
export function rewriteTo(uri: string, line: CaddyLine, position: CaddyLine["name"]["position"]): CaddyHandler {
  const change: CaddyRewrite = { kind: "uri", uri }
  return { kind: "rewrite", change, line, position }
}
