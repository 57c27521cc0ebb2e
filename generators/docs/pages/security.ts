import { type Database, databasesByUrl, databaseUrl } from "../../../core/databases.js"
import type { Environment, Estate, Exposure, Host, Port, Route, Secret, Service } from "../../../core/estate.js"
import { leavingServices, neighbourhoodsOf, type Opening, openingsOf } from "../../../core/incidental.js"
import { isOnLaptop } from "../../../core/laptop.js"
import { leadsOut } from "../../../core/networks.js"
import { declaredSecrets, type SecretTaking, secretTakings } from "../../../core/secrets.js"
import { code, join, type Markdown, md } from "../../../formats/markdown.js"
import { hostsAcross } from "../across.js"
import { listed, NOTHING, PlacementValues, phrase, siteLinks, TargetNames, words } from "../cells.js"
import type { Ink, Page, Row, View } from "../page.js"
import { answerWords, guardedBy } from "../routes.js"
import { pagePath } from "../site.js"
import template from "../templates/security.hbs"
import { enumerate } from "../words.js"

/** The page about who reaches what, which secrets there are, and who has access. */
export function securityPage(estate: Estate): Page {
  return {
    path: pagePath(estate.shared, "security"),
    template,
    name: "security",
    view: (ink) => ({
      ...exposuresView(estate, ink),
      firewall: estate.shared.gcp !== undefined && estate.shared.generate.has("terraform"),
      routes: ink.table(["URL", "Environment", "Answered by", "Open to"], openRoutes(estate)),
      neighbours: ink.table(["VM", "Network", "Neighbours without a connection of their own"], neighbourRows(estate)),
      remote: ink.table(["From", "To", "Declared for", "Open also to"], remoteRows(estate)),
      leaving: ink.table(["VM", "Service", "Leaves for"], leavingRows(estate)),
      secrets: ink.table(["Secret", "Purpose", "Kept in", "Taken by"], secretRows(estate)),
      reasons: ink.table(["Service", "Variables", "Reason"], reasonRows(estate)),
      operators: ink.table(
        ["Who", "Why"],
        (estate.shared.gcp?.operators ?? []).map(({ member, reason, path }) => ({
          cells: [code(member), md(reason)],
          origin: path,
        })),
      ),
      access: ink.table(
        ["Environment", "Who may reach it"],
        estate.environments.flatMap(({ title, access, path }) =>
          access === undefined ? [] : [{ cells: [md(title), md(access)], origin: path }],
        ),
      ),
    }),
  }
}

const WIDEST_FIRST: readonly Exposure[] = ["public", "cdn", "private", "host"]

function exposuresView({ environments }: Estate, ink: Ink): View {
  const rows: Row[] = []
  let gated = false
  for (const exposure of WIDEST_FIRST) {
    for (const environment of environments) {
      const values = new PlacementValues(environment)
      for (const host of environment.hosts) {
        for (const service of host.services) {
          for (const port of service.ports) {
            if (port.exposure !== exposure || port.published === undefined) continue
            if (!isOnLaptop(port) && !environment.placements.includes("cloud")) continue
            if (exposure !== "host") gated = true
            rows.push(exposureRow({ environment, host, service, port, values }))
          }
        }
      }
    }
  }
  return {
    exposures: ink.table(["Exposure", "Environment", "VM", "Service", "Port", "Bound to", "Why"], rows),
    private: gated,
  }
}

function exposureRow({
  environment,
  host,
  service,
  port,
  values,
}: {
  readonly environment: Environment
  readonly host: Host
  readonly service: Service
  readonly port: Port
  readonly values: PlacementValues
}): Row {
  return {
    cells: [
      code(port.exposure),
      md(environment.title),
      md(host.title),
      md(service.title),
      md(`${port.published}/${port.transport}`),
      values.bound(port),
      words(port.reason ?? whyOf(service, port)),
    ],
    origin: port.path,
  }
}

function whyOf({ proxy }: Service, { exposure }: Port): string | undefined {
  switch (exposure) {
    case "public":
    case "cdn":
      return proxy === undefined ? undefined : "it serves the routes"
    case "private":
      return "other VMs use it"
    case "host":
      return proxy === undefined ? "for work on the machine itself" : "a route on localhost"
    case "internal":
      return undefined
  }
}

const OPEN_TO = {
  host: "the machine itself",
  private: "other VMs",
  cdn: "anyone, through the CDN",
  public: "anyone",
} as const

/** Who gets an answer: everybody, or who knows a password. */
function openTo({ exposure, handlers }: Route): Markdown {
  const guarded = guardedBy(handlers)
  const everyone = OPEN_TO[exposure]
  if (guarded === "all") return md(`anyone with the password${exposure === "cdn" ? ", through the CDN" : ""}`)
  return guarded.length === 0 ? md(everyone) : phrase`${md(everyone)}; ${listed(guarded)} with the password`
}

function openRoutes({ shared, environments }: Estate): readonly Row[] {
  return environments.flatMap((environment) => {
    const names = new TargetNames(shared, environment)
    return environment.routes
      .filter(({ exposure }) => exposure === "public" || exposure === "cdn")
      .map(
        (route): Row => ({
          cells: [siteLinks(route), md(environment.title), answerWords(route, names), openTo(route)],
          origin: route.sources.host ?? route.path,
        }),
      )
  })
}

/** Networks on which services meet that have no connection to each other; those of all environments together. */
function neighbourRows({ environments }: Estate): readonly Row[] {
  const rows = new Map<string, { readonly where: string; readonly titles: Set<string>; readonly origin: string }>()
  for (const environment of environments) {
    for (const { network, host, neighbours } of neighbourhoodsOf(environment)) {
      const titles = neighbours.map(({ service }) => service.title)
      const known = rows.get(`${host?.name} ${network}`)
      if (known === undefined)
        rows.set(`${host?.name} ${network}`, {
          where: host?.title ?? "a laptop",
          titles: new Set(titles),
          origin: neighbours[0]!.cause,
        })
      else for (const title of titles) known.titles.add(title)
    }
  }
  return [...rows].map(([key, { where, titles, origin }]) => ({
    cells: [md(where), code(key.slice(key.indexOf(" ") + 1)), md(enumerate([...titles]))],
    origin,
  }))
}

/** Edges between hosts, and what else of the source host can use the same opening; those of all environments together. */
function remoteRows({ shared, environments }: Estate): readonly Row[] {
  const rows = new Map<string, { first: Opening; to: string; declared: Set<string>; others: Set<string> }>()
  for (const environment of environments) {
    const names = new TargetNames(shared, environment)
    for (const opening of openingsOf(environment)) {
      const { source, target, port, edges, others } = opening
      const key = `${source.name} ${target.id} ${port.name}`
      const to = `${names.service(target)}, port ${port.published}`
      const row = rows.get(key) ?? { first: opening, to, declared: new Set(), others: new Set() }
      rows.set(key, row)
      for (const { from } of edges) row.declared.add(names.service(from, source.name))
      for (const { service } of others) row.others.add(service.title)
    }
  }
  return [...rows.values()].map(({ first, to, declared, others }) => ({
    cells: [
      md(first.source.title),
      md(to),
      md(enumerate([...declared])),
      others.size === 0 ? NOTHING : md(enumerate([...others])),
    ],
    origin: first.edges[0]!.sources.to ?? first.edges[0]!.path,
  }))
}

/** Every service that can leave its VM, and what it does so for. */
function leavingRows({ shared, environments }: Estate): readonly Row[] {
  const rows = new Map<string, { readonly service: Service; readonly host: Host; readonly reasons: Set<string> }>()
  for (const environment of environments) {
    const names = new TargetNames(shared, environment)
    for (const host of environment.hosts) {
      for (const { service } of leavingServices(host)) {
        const known = rows.get(service.id) ?? { service, host, reasons: new Set<string>() }
        rows.set(service.id, known)
        for (const reason of reasonsToLeave(service, host, names)) known.reasons.add(reason)
      }
    }
  }
  return [...rows.values()].map(({ service, host, reasons }) => ({
    cells: [md(host.title), md(service.title), listed([...reasons].map(md))],
    origin: service.path,
  }))
}

function reasonsToLeave(service: Service, { stacks }: Host, names: TargetNames): readonly string[] {
  const open = stacks
    .filter(({ name }) => name === service.stack)
    .flatMap(({ networks }) => networks.filter((one) => one.kind === "shared" && leadsOut(one)))
  return [
    ...service.edges.flatMap(({ to, reach }) => (reach === "local" ? [] : [names.of(to, service.host)])),
    ...(service.proxy?.routes.some(({ tls }) => tls.kind === "automatic" || tls.kind === "acme-test") === true
      ? ["its certificates"]
      : []),
    ...open.flatMap(({ key }) => (service.networks.some((own) => own.key === key) ? [`the network ${key}`] : [])),
    ...(service.networkMode === "host" ? ["it has the VM's own network"] : []),
  ]
}

function secretRows(estate: Estate): readonly Row[] {
  const declared = declaredSecrets(estate.shared)
  const takers = new Map<string, Set<string>>()
  for (const { first: host, services } of hostsAcross(estate)) {
    for (const { in: places } of services) {
      for (const { service } of places) {
        for (const taking of secretTakings(service, declared)) {
          const { secret } = taking
          const title = `${service.title} (${host.title})${howTaken(taking)}`
          const known = takers.get(secret.name)
          if (known === undefined) takers.set(secret.name, new Set([title]))
          else known.add(title)
        }
      }
    }
  }
  const atVercel = frontendTakers(estate)
  const urls = urlsOf(estate)
  return estate.shared.secrets.map((secret): Row => {
    const [onVms, there] = [[...(takers.get(secret.name) ?? [])], [...(atVercel.get(secret.name) ?? [])]]
    const kept = [
      ...(onVms.length > 0 || there.length === 0 ? [keptFor(secret)] : []),
      ...(there.length > 0 ? [AT_VERCEL] : []),
    ]
    return {
      cells: [code(secret.name), purposeOf(secret, urls), listed(kept), listed([...onVms, ...there].map(md))],
      origin: secret.path,
    }
  })
}

const AT_VERCEL = md("Vercel, to which whoever runs Terraform hands it")

function keptFor({ from, id }: Secret): Markdown {
  return from === "secret-manager" ? phrase`Secret Manager, as ${code(id)}` : md("an env file on the VM")
}

/** The frontends that take each secret, by its name. */
function frontendTakers({ environments }: Estate): ReadonlyMap<string, ReadonlySet<string>> {
  const takers = new Map<string, Set<string>>()
  for (const { frontends } of environments)
    for (const { project, secrets } of frontends)
      for (const { secret } of secrets) {
        const known = takers.get(secret.name)
        if (known === undefined) takers.set(secret.name, new Set([`${project.title} (Vercel)`]))
        else known.add(`${project.title} (Vercel)`)
      }
  return takers
}

/** How a secret is taken where it does not stand under `secrets`, whose variables the table of reasons lists. */
function howTaken({ through, variable }: SecretTaking): string {
  switch (through) {
    case "secrets":
      return ""
    case "environment":
      return `, as a variable in ${variable}`
    case "login":
      return ", as a variable, for logins"
  }
}

/** The databases that URLs lead to, as the first environment has them that knows. */
function urlsOf({ environments }: Estate): ReadonlyMap<string, Database> {
  return new Map(
    [...environments].reverse().flatMap(({ hosts }) => [...databasesByUrl(hosts.flatMap(({ services }) => services))]),
  )
}

function purposeOf({ name, purpose }: Secret, urls: ReadonlyMap<string, Database>): Markdown {
  const database = urls.get(name)
  return database === undefined ? md(purpose) : phrase`${md(purpose)}: ${code(databaseUrl(database))}`
}

/** Why services take secrets as variables, services of one reason together. */
function reasonRows(estate: Estate): readonly Row[] {
  const declared = declaredSecrets(estate.shared)
  return hostsAcross(estate).flatMap((host) =>
    host.services.flatMap(({ first, in: places }): readonly Row[] => {
      const variables = new Map(
        places.flatMap(({ service }) =>
          secretTakings(service, declared).flatMap(({ variable, as, reason, origin }) =>
            as === "variable" ? [[variable, { reason, origin }] as const] : [],
          ),
        ),
      )
      const [one] = variables.values()
      if (one === undefined) return []
      const reasons = [
        ...new Set([...variables.values()].flatMap(({ reason }) => (reason === undefined ? [] : [reason]))),
      ]
      return [
        {
          cells: [
            md(`${first.title} (${host.first.title})`),
            join([...variables.keys()].map(code), ", "),
            md(reasons.join("; ")),
          ],
          origin: one.origin,
        },
      ]
    }),
  )
}
