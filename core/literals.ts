import { child } from "../schema/pointer.js"
import type {
  Build,
  Command,
  Environment,
  Estate,
  Handler,
  ResolvedText,
  Service,
  VariableAssignment,
} from "./estate.js"
import { type Origin, originOf, type Resolved } from "./origin.js"

/** A text that stands in an artifact or on a page as it is written. */
export interface Literal {
  /** The text; {@link VARIABLE} stands for each part that is read at run time. */
  readonly text: string
  /** Where it is stated, or what it is derived from. */
  readonly origin: Origin
  /** `value` is handed to a program, `argument` is one of a list, `line` all of that list together, `words` are for people. */
  readonly kind: "value" | "argument" | "line" | "words"
  /** What it is: `the variable`, `the command`, `the purpose`. */
  readonly part: string
  /** Its name, where it has one: that of the variable, the label or the header. */
  readonly name: string | undefined
  /** Whose it is: `shop.oven`, `the route orders`. */
  readonly of: string
  /** Whether `name` may say that its value is a secret: that of a variable, a label or a header. */
  readonly isVariable: boolean
  /** The environment that it is in; undefined where it is in all. */
  readonly environment: string | undefined
}

/** A character that no value holds stands for a variable: what is read at run time is no literal. */
export const VARIABLE = "\0"

/** Says what a literal is, as the beginning of a sentence: `The variable LEVEL of shop.oven`. */
export function subjectOf({ part, name, of }: Literal): string {
  const what = `${part}${name === undefined ? "" : ` ${name}`} of ${of}`
  return what.charAt(0).toUpperCase() + what.slice(1)
}

/** What is done with each literal. */
export type Visit = (literal: Literal) => void

/**
 * Visits every text of an estate that people wrote, and that ends up in a file: variables and their defaults, commands, labels, build
 * arguments, headers, answers, further Compose keys, and the words that pages and diagrams show.
 *
 * There are some dozens a service: they are visited and let go, never listed.
 */
export function visitLiterals(estate: Estate, visit: Visit): void {
  visitLines(estate, (literal) => {
    if (literal.kind !== "line") visit(literal)
  })
}

/** Visits the same texts as {@link visitLiterals}, and the arguments of each command once more, together: one may say what the next is. */
export function visitLines({ shared, environments }: Estate, visit: Visit): void {
  visitShared(shared, visit)
  for (const environment of environments) {
    const { name, hosts, frontends } = environment
    visitWords(environment, { of: name, environment: name }, visit)
    for (const host of hosts) {
      visitWords(host, { of: host.name, environment: name }, visit)
      for (const disk of host.disks)
        for (const folder of disk.holds) visitWords(folder, { of: folder.folder, environment: name }, visit)
      for (const service of host.services) visitService(service, visit)
    }
    for (const { project, variables } of frontends)
      visitVariables(variables, { of: project.name, environment: name }, visit)
    visitRoutes(environment, visit)
  }
}

/** Whose a literal is, and where. */
interface Place {
  readonly of: string
  readonly environment: string | undefined
}

/** The fields that hold words for people. */
const WORD_FIELDS: ReadonlySet<string> = new Set([
  "title",
  "description",
  "purpose",
  "access",
  "deploy",
  "reason",
  "contents",
  "usage",
  "label",
  "group",
  "secretsAsVariables",
])

/** The words that a node states, each where it is stated. */
function visitWords(node: Resolved, { of, environment }: Place, visit: Visit): void {
  const { sources } = node
  for (const field in sources) {
    const text = WORD_FIELDS.has(field) ? (node as unknown as Readonly<Record<string, unknown>>)[field] : undefined
    if (typeof text !== "string") continue
    const part = `the ${field}`
    visit({ text, origin: sources[field]!, kind: "words", part, name: undefined, of, isVariable: false, environment })
  }
}

function visitShared(shared: Estate["shared"], visit: Visit): void {
  const { gcp, vercel, cloudflare } = shared
  const words = (node: Resolved, of: string): void => visitWords(node, { of, environment: undefined }, visit)
  words(shared, "the system")
  for (const provider of [gcp, vercel, cloudflare]) if (provider !== undefined) words(provider, provider.title)
  for (const operator of gcp?.operators ?? []) words(operator, operator.member)
  const named = [...(vercel?.projects ?? []), ...(cloudflare?.buckets ?? []), ...shared.images, ...shared.secrets]
  for (const node of [...named, ...shared.externals]) words(node, node.name)
}

function visitService(service: Service, visit: Visit): void {
  const { id, environment, labels, build, local, compose, health } = service
  const place: Place = { of: id, environment }
  visitWords(service, place, visit)
  if (service.store !== undefined) visitWords(service.store, place, visit)
  for (const port of service.ports) visitWords(port, place, visit)
  for (const secret of service.secrets) visitWords(secret, place, visit)
  for (const edge of service.edges) visitWords(edge, place, visit)
  visitVariables(service.variables, place, visit)
  visitCommand(service.command, { ...place, part: "the command", origin: originOf(service, "command") }, visit)
  visitCommand(service.entrypoint, { ...place, part: "the entrypoint", origin: originOf(service, "entrypoint") }, visit)
  if (health !== undefined && health.test !== "none" && health.testOrigin.startsWith("/"))
    visitCommand(health.test, { ...place, part: "the health check", origin: health.testOrigin }, visit)
  if (local.command !== undefined) {
    const part = "the command on a laptop"
    visitCommand(local.command, { ...place, part, origin: originOf(local, "command") }, visit)
  }
  for (const { name, value, origin } of labels)
    visit(literal(value, origin, { ...place, part: "the label", name, isVariable: true }))
  if (build !== undefined) visitBuild(build, originOf(service, "build"), { place, visit })
  if (local.build !== undefined) visitBuild(local.build, originOf(local, "build"), { place, visit })
  if (service.sources.compose !== undefined) visitData(compose, service.sources.compose, { place, visit })
}

function literal(
  text: string,
  origin: Origin,
  {
    part,
    name,
    of,
    environment,
    isVariable = false,
  }: Place & { readonly part: string; readonly name?: string; readonly isVariable?: boolean },
): Literal {
  return { text, origin, kind: "value", part, name, of, isVariable, environment }
}

function visitVariables(variables: readonly VariableAssignment[], { of, environment }: Place, visit: Visit): void {
  for (const { name, value, origin } of variables) {
    visit(literal(spelled(value), origin, { part: "the variable", name, of, environment, isVariable: true }))
    for (const part of value) {
      if (typeof part !== "object" || part.unset.kind !== "default") continue
      const what = "the default in the variable"
      visit(literal(part.unset.value, origin, { part: what, name, of, environment, isVariable: true }))
    }
  }
}

function visitCommand(
  command: Command | undefined,
  { part, origin, of, environment }: Place & { readonly part: string; readonly origin: Origin },
  visit: Visit,
): void {
  if (command === undefined) return
  const place = { part, of, environment }
  if (command.kind === "words") visit(literal(command.words, origin, place))
  else if (command.kind === "shell") visit(literal(command.shell, child(origin, "shell"), place))
  else {
    const words = command.list.map(spelled)
    for (const [index, word] of words.entries())
      visit({ ...literal(word, child(origin, index), place), kind: "argument" })
    visit({ ...literal(words.join(" "), origin, place), kind: "line" })
  }
}

interface Context {
  readonly place: Place
  readonly visit: Visit
}

function visitBuild({ args }: Build, origin: Origin, { place, visit }: Context): void {
  for (const [name, text] of args) {
    const part = "the build argument"
    visit(literal(text, child(child(origin, "args"), name), { ...place, part, name, isVariable: true }))
  }
}

function visitData(data: unknown, origin: Origin, context: Context): void {
  const { place, visit } = context
  if (typeof data === "string") visit(literal(data, origin, { ...place, part: "a Compose key" }))
  else if (typeof data === "object" && data !== null) {
    for (const [key, value] of Object.entries(data))
      visitData(value, child(origin, Array.isArray(data) ? Number(key) : key), context)
  }
}

function visitRoutes({ routes, name: environment }: Environment, visit: Visit): void {
  for (const route of routes) {
    const place: Place = { of: route.name, environment }
    visitWords(route, place, visit)
    visitHeaders(route.headers, place, visit)
    visitHandlers(route.handlers, place, visit)
  }
}

function visitHandlers(handlers: readonly Handler[], place: Place, visit: Visit): void {
  for (const handler of handlers) {
    const { headers, requestHeaders, answer } = handler
    visitHeaders(headers, place, visit)
    visitHeaders(requestHeaders, place, visit)
    if (answer.kind === "handle") visitHandlers(answer.handlers, place, visit)
    if (answer.kind === "respond")
      visit(literal(answer.body, originOf(handler, "respond"), { ...place, part: "the answer" }))
    // Where it leads to a route, that is the route's own URL.
    if (answer.kind === "redirect" && answer.route === undefined)
      visit(literal(answer.to, originOf(handler, "redirect"), { ...place, part: "the redirect" }))
  }
}

function visitHeaders(headers: Handler["headers"], place: Place, visit: Visit): void {
  for (const { name, value, origin } of headers)
    if (value !== null) visit(literal(value, origin, { ...place, part: "the header", name, isVariable: true }))
}

function spelled(value: ResolvedText): string {
  if (value.length === 1 && typeof value[0] === "string") return value[0]
  return value.map((part) => (typeof part === "string" ? part : VARIABLE)).join("")
}
