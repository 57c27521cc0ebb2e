import type { Edge, Environment } from "../../core/estate.js"
import type { Pins } from "../../core/resolve/index.js"
import { child, type Pointer, pointer } from "../../schema/pointer.js"
import { type Edits, inCloud, type PlacedRoute, type PlacedService, type Scene } from "./scenes.js"

/** One way to break one rule, wherever a topology has what it takes. */
export interface Mutation {
  /** The rule that is broken. */
  readonly code: string
  /** Which topologies are mutated: any, or those with a production and a staging that predicts it. Default `any`. */
  readonly of?: "any" | "served"
  /** Rules that can't help being broken too, each with why. Default none. */
  readonly companions?: Readonly<Record<string, string>>
  /** Breaks a topology; undefined where it does not have what it takes. */
  readonly mutate: (scene: Scene) => Broken | undefined
}

/** What a mutation changes, and what is to be found then. */
export interface Broken {
  readonly edits: Edits
  /** Instead of the topology's own. */
  readonly pins?: Pins
  /** The places where it is found, each with the environments in which; undefined for what has none. */
  readonly at: Readonly<Record<Pointer, readonly string[] | undefined>>
  /** Whether it is found at one of these places only. Default false: at all. */
  readonly oneOf?: boolean
}

/** By the rule that is broken, in the order of the rules' codes. */
export const MUTATIONS: readonly Mutation[] = [
  {
    code: "acceptances/expired",
    mutate: () => accepting({ until: "2020-03-31" }, "until"),
  },
  {
    code: "acceptances/unused",
    mutate: () => accepting({}, "at"),
  },
  {
    code: "backups/credentials",
    mutate: (scene) => {
      const { topology, pins, pick } = scene
      const store = pick(scene.services.filter((one) => isPostgres(one) && usersOf(one, scene).length === 0))
      if (store === undefined || topology.secrets === undefined) return undefined
      const path = beside(store, "nightly")
      return {
        edits: {
          "/images/db-backup": { repository: "tiredofit/db-backup" },
          [path]: {
            ...like(store),
            image: "db-backup",
            backup: { of: store.name, to: "scans", at: "03:00", retention: "7d" },
          },
        },
        pins: { ...pins, "db-backup": { default: "4.1.21" } },
        at: { [path]: store.environments },
      }
    },
  },
  {
    code: "backups/missing",
    of: "served",
    mutate: ({ services, pick, environments: [live] }) => {
      const store = pick(services.filter(isPostgres))
      return (
        store && {
          edits: { [`${store.path}/mounts`]: [{ volume: "kept", target: "/var/lib/postgresql/data" }] },
          at: { [`${store.path}/store`]: [live!] },
        }
      )
    },
  },
  {
    code: "buckets/shared",
    mutate: ({ environments: [first, second] }) => {
      if (second === undefined) return undefined
      return {
        edits: { "/clouds/cloudflare/buckets/photos": { name: { [first!]: `scans-${second}` }, only: [first] } },
        at: { [`/clouds/cloudflare/buckets/scans/name/${second}`]: [first!, second] },
      }
    },
  },
  {
    code: "disks/duplicate_mount",
    mutate: (scene) => withDisk(scene, { mount: "/data" }, "mount"),
  },
  {
    code: "disks/folder_outside",
    mutate: (scene) => {
      const host = hostOf(scene)
      const path = pointer(["hosts", host.name, "disks", "data", "holds", "/elsewhere"])
      return { edits: { [path]: { contents: "Lost books" } }, at: { [path]: host.environments } }
    },
  },
  {
    code: "disks/mount_outside",
    mutate: (scene) => withMount(scene, { source: "/photos", target: "/photos" }, "source"),
  },
  {
    code: "disks/nested_mount",
    mutate: (scene) => withDisk(scene, { mount: "/data/inner" }, "mount"),
  },
  {
    code: "disks/no_snapshots",
    of: "served",
    mutate: (scene) => {
      const {
        services,
        pick,
        environments: [live],
      } = scene
      const writer = pick(
        services.filter(({ stated }) => (stated.mounts ?? []).some((one) => "source" in one && !one.readOnly)),
      )
      if (writer === undefined) return undefined
      const path = pointer(["hosts", writer.host, "disks", "data"])
      return { edits: { [`${path}/snapshots`]: undefined }, at: { [path]: [live!] } }
    },
  },
  {
    code: "disks/overfull",
    mutate: (scene) => {
      const host = hostOf(scene)
      const path = pointer(["hosts", host.name, "disks", "data"])
      const [first] = scene.environments
      return {
        edits: { [child(`${path}/holds`, "/data/newspapers")]: { contents: "Newspapers", size: "100 GiB" } },
        at: grouped(host.environments, (one) => `${path}/size/${one === first ? one : "default"}`),
      }
    },
  },
  {
    code: "disks/system_mount",
    mutate: (scene) => withDisk(scene, { mount: "/usr/local" }, "mount"),
  },
  {
    code: "edges/cycle",
    mutate: (scene) => {
      const edge = scene.pick(
        edgesOf(scene).filter(({ from, to, reach, because }) => {
          const [one, other] = [placed(from.id, scene), placed(targetOf(to), scene)]
          return (
            because !== "route" &&
            reach === "local" &&
            one.stack === other.stack &&
            !isStore(one) &&
            !isStore(other) &&
            alike(one.environments, other.environments) &&
            (one.stated.uses ?? []).every((use) => typeof use === "string" || use.only === undefined)
          )
        }),
      )
      if (edge === undefined) return undefined
      const [one, other] = [placed(edge.from.id, scene), placed(targetOf(edge.to), scene)]
      const { edits, path } = using(other, one.name)
      return {
        edits,
        at: { [path]: other.environments, [edge.sources.to ?? edge.path]: other.environments },
        oneOf: true,
      }
    },
  },
  {
    code: "edges/ended_job",
    mutate: (scene) => {
      const found = pairOf(
        scene,
        (job, user) =>
          isJob(job) &&
          job.stack === user.stack &&
          !isStore(user) &&
          !uses(user, job) &&
          user.environments.every((name) => job.environments.includes(name)),
      )
      if (found === undefined) return undefined
      const [job, user] = found
      const { edits, path } = using(user, { to: job.name, condition: "started" })
      return { edits, at: { [`${path}/condition`]: user.environments } }
    },
  },
  {
    code: "edges/exposure",
    mutate: (scene) => {
      const edge = scene.pick(edgesOf(scene).filter(({ reach }) => reach === "remote"))
      if (edge === undefined) return undefined
      const target = placed(targetOf(edge.to), scene)
      const path = `${target.path}/ports/${edge.port!.name}/exposure`
      const where = scene.estate.environments.filter(({ edges }) =>
        edges.some((one) => one.reach === "remote" && targetOf(one.to) === target.id),
      )
      return {
        edits: { [path]: "host", [`${target.path}/ports/${edge.port!.name}/reason`]: undefined },
        at: { [path]: where.map(({ name }) => name) },
      }
    },
  },
  {
    code: "edges/incidental",
    mutate: (scene) => {
      // A store that uses what others use meets them there. Whoever comes from another host meets it on a laptop, too.
      const strangersIn = ({ edges }: Environment, printer: PlacedService, store: PlacedService) =>
        edges.filter(({ from, to }) => targetOf(to) === printer.id && !uses(placed(from.id, scene), store))
      const found = pairOf(scene, (printer, store) => {
        const isPair = isPostgres(store) && !isStore(printer) && alike(printer.environments, store.environments)
        const strangers = scene.estate.environments.flatMap((one) => strangersIn(one, printer, store))
        return isPair && printer.stack <= store.stack && strangers.every(({ from }) => from.host === printer.host)
      })
      if (found === undefined) return undefined
      const [printer, store] = found
      const { edits, path } = using(store, printer.name)
      const met = scene.estate.environments.filter((one) => strangersIn(one, printer, store).length > 0)
      return { edits, at: { [path]: met.flatMap(({ name }) => (store.environments.includes(name) ? [name] : [])) } }
    },
  },
  {
    code: "edges/isolation",
    mutate: (scene) => {
      const store = scene.pick(scene.services.filter((one) => isPostgres(one) && usersOf(one, scene).length > 0))
      const other = scene.services.find((one) => one.host === store?.host && one.id !== store.id && !uses(one, store))
      if (store === undefined || other === undefined) return undefined
      const edges = edgesOf(scene).filter(({ to }) => targetOf(to) === store.id)
      return {
        edits: { [`${store.path}/store/usedBy`]: [other.name] },
        at: Object.fromEntries(
          edges.map((edge) => [
            edge.sources.to ?? edge.path,
            edgesOf(scene, "every")
              .filter((one) => one.path === edge.path)
              .map((one) => environmentOf(one, scene)),
          ]),
        ),
      }
    },
  },
  {
    code: "environments/parity",
    of: "served",
    mutate: ({ services, pick, environments: [live, twin] }) => {
      const service = pick(services.filter(({ stated }) => stated.image === "worker" && stated.job !== true))
      if (service === undefined) return undefined
      const path = `${service.path}/concurrency`
      return { edits: { [path]: { [live!]: 4, [twin!]: 2 } }, at: { [`${path}/${twin}`]: [twin!, live!] } }
    },
  },
  {
    code: "environments/production_reached",
    of: "served",
    mutate: (scene) => {
      const [, twin] = scene.environments
      return withVariable(scene, "MIRROR", "tcp://10.0.0.2:5432", [twin!])
    },
  },
  {
    code: "images/engine_versions",
    mutate: (scene) => {
      const where = scene.environments.filter((name) =>
        scene.services.some((one) => isPostgres(one) && one.environments.includes(name)),
      )
      const [first, last] = [where[0], where.at(-1)]
      if (first === last || first === undefined) return undefined
      return {
        edits: {},
        pins: { ...scene.pins, postgres: { default: "17", [first]: "16.3" } },
        at: { [`images:/postgres/${first}`]: [first, last!] },
      }
    },
  },
  {
    code: "images/latest",
    mutate: (scene) => pinned(scene, "caddy", "latest", scene.environments),
  },
  {
    code: "images/moving_tag",
    of: "served",
    mutate: (scene) => pinned(scene, "caddy", "alpine", scene.environments.slice(0, 1)),
  },
  {
    code: "images/outside_release",
    mutate: ({ services }) => ({
      edits: { "/images/caddy/release": "3" },
      at: { "images:/caddy/default": union(services.filter(({ stated }) => stated.image === "caddy")) },
    }),
  },
  {
    code: "images/unused",
    mutate: () => ({
      edits: { "/images/spare": { repository: "libraries/spare" } },
      at: { "/images/spare": undefined },
    }),
  },
  {
    code: "machines/overcommitted",
    mutate: (scene) => withMemory(scene, { memory: "20 GiB" }),
  },
  {
    code: "machines/reserved",
    mutate: (scene) => withMemory(scene, { memory: "20 GiB", reserve: { memory: "18 GiB" } }),
  },
  {
    code: "machines/unknown_type",
    mutate: (scene) => {
      const host = hostOf(scene)
      const path = pointer(["hosts", host.name, "machine"])
      return { edits: { [path]: "e2-standard-3" }, at: { [path]: inCloud(scene, host.environments) } }
    },
  },
  {
    code: "mounts/single_file",
    mutate: (scene) => withMount(scene, { source: "./desk.conf", target: "/etc/desk.conf", readOnly: true }, "source"),
  },
  {
    code: "names/answered_twice",
    mutate: (scene) => {
      // An alias is a host name, which has no underscore.
      const heardBy = (user: PlacedService) =>
        localTargets(user, scene).filter(
          ({ name, environments }) => !name.includes("_") && alike(environments, user.environments),
        )
      const user = scene.pick(scene.services.filter((one) => heardBy(one).length > 1))
      if (user === undefined) return undefined
      const [one, other] = heardBy(user)
      return {
        edits: { [`${other!.path}/aliases`]: [one!.name] },
        at: { [`${other!.path}/aliases/0`]: user.environments },
      }
    },
  },
  {
    code: "names/folded",
    mutate: (scene) => {
      const found = pairOf(scene, (one, other) => one.stack === other.stack && shared(one, other).length > 0)
      if (found === undefined) return undefined
      const [one, other] = found
      const environment = shared(one, other)[0]!
      const path = `${other.path}/containerName`
      return {
        edits: { [path]: `${one.host}-${environment}-${one.stack}-${one.name}-1` },
        at: { [path]: [environment] },
      }
    },
  },
  {
    code: "names/too_long",
    mutate: (scene) => withField(scene, "hostname", `desk.${"at-the-end-of-the-reading-room.".repeat(3)}example`),
  },
  {
    code: "networks/docker_bridge",
    mutate: (scene) => {
      const [name] = scene.environments
      if (inCloud(scene, [name!]).length === 0) return undefined
      const hosts = Object.keys(scene.topology.hosts ?? {})
      return {
        edits: {
          "/generate": ["compose", "caddy", "docs"],
          [`/environments/${name}/network`]: "172.17.0.0/24",
          ...Object.fromEntries(
            hosts.map((host, index) => [`/hosts/${host}/address/${name}`, `172.17.0.${index + 2}`]),
          ),
        },
        at: { [`/environments/${name}/network`]: [name!] },
      }
    },
  },
  {
    code: "networks/environments_overlap",
    mutate: (scene) => {
      const [first, second] = scene.environments
      if (second === undefined || inCloud(scene, [first!, second]).length < 2) return undefined
      const path = `/environments/${second}/network`
      return { edits: { [path]: "10.0.0.0/15" }, at: { [path]: [first!, second] } }
    },
  },
  {
    code: "networks/overlap",
    mutate: (scene) => {
      const host = hostOf(scene)
      const path = pointer(["hosts", host.name, "dockerPool"])
      const [first] = scene.environments
      if (!host.environments.includes(first!)) return undefined
      return { edits: { [path]: "10.0.0.0/16" }, at: { [path]: [first!] } }
    },
  },
  {
    code: "networks/too_many_members",
    mutate: (scene) => {
      const user = scene.pick(
        scene.services.filter((one) => {
          const edges = edgesOf(scene).filter(({ from }) => from.id === one.id)
          const stays = edges.length > 0 && edges.every(({ to }) => placed(targetOf(to), scene).host === one.host)
          return !isJob(one) && one.stated.ports === undefined && one.stated.replicas === undefined && stays
        }),
      )
      if (user === undefined) return undefined
      const joined = scene.estate.environments.flatMap(({ name, hosts }) =>
        hosts.flatMap(({ services, stacks }) => {
          const networks = services.find(({ id }) => id === user.id)?.networks.map(({ key }) => key) ?? []
          return stacks.flatMap((stack) =>
            stack.networks.flatMap(({ key, kind, external, origin }) =>
              networks.includes(key) && !external && (kind === "edge" || stack.name === user.stack)
                ? [{ place: origin.startsWith("/") ? origin : stack.path, name }]
                : [],
            ),
          )
        }),
      )
      return {
        edits: { [`${user.path}/replicas`]: 70, [`${user.path}/resources`]: { memory: "16 MiB" } },
        at: gathered(joined),
      }
    },
  },
  {
    code: "ports/address",
    mutate: (scene) =>
      withPort(scene, { port: 8090, publish: 29_000, exposure: "host", address: "192.0.2.7" }, "address", "cloud"),
  },
  {
    code: "ports/beside_firewall",
    mutate: (scene) =>
      withPort(scene, { port: 8090, publish: 29_000, exposure: "private", address: "2001:db8::1" }, "address", "cloud"),
  },
  {
    code: "ports/browser_blocked",
    mutate: (scene) => withPort(scene, { port: 8090, publish: 6000, protocol: "http", exposure: "host" }, "publish"),
  },
  {
    code: "ports/cdn_unsupported",
    mutate: (scene) => withPort(scene, { port: 8090, publish: 9443, protocol: "https", exposure: "cdn" }, "publish"),
  },
  {
    code: "ports/collision",
    mutate: (scene) => {
      const found = pairOf(
        scene,
        (one, other) => shared(one, other).length > 0 && isFree(one, scene) && isFree(other, scene),
      )
      if (found === undefined) return undefined
      const port = { port: 8090, publish: 29_000, exposure: "host" }
      const [one, other] = found
      return {
        edits: { [`${one.path}/ports/desk`]: port, [`${other.path}/ports/desk`]: port },
        at: { [`${other.path}/ports/desk/publish`]: shared(one, other) },
      }
    },
  },
  {
    code: "ports/duplicate",
    mutate: (scene) => {
      const site = scene.pick(scene.services.filter(({ stated }) => stated.image === "site"))
      const http = site?.stated.ports?.http
      if (site === undefined || http === undefined) return undefined
      const path = `${site.path}/ports/again`
      return { edits: { [path]: typeof http === "number" ? http : http.port }, at: { [path]: site.environments } }
    },
  },
  {
    code: "ports/health_undeclared",
    mutate: (scene) => {
      const service = scene.pick(scene.services.filter(({ stated }) => stated.image === "site"))
      if (service === undefined) return undefined
      return {
        edits: { [`${service.path}/health`]: { command: ["probe", "http://localhost:8099/health"] } },
        at: { [`${service.path}/health/command`]: service.environments },
      }
    },
  },
  {
    code: "ports/privileged",
    mutate: (scene) =>
      withService(
        scene,
        { networkMode: "host", user: "1000:1000", ports: { dns: { port: 53, protocol: "udp" } } },
        "/ports/dns/port",
      ),
  },
  {
    code: "ports/public_reason",
    mutate: (scene) => withPort(scene, { port: 8090, publish: 29_000, exposure: "public" }, "exposure"),
  },
  {
    code: "ports/sensitive",
    mutate: (scene) =>
      withPort(scene, { port: 9229, publish: 29_000, exposure: "public", reason: "Readers look" }, "exposure", "cloud"),
  },
  {
    code: "ports/unneeded",
    mutate: (scene) => withPort(scene, { port: 8090, exposure: "private" }, "exposure"),
  },
  {
    code: "routes/certificate_unmounted",
    mutate: (scene) => {
      const route = routeOf(scene)
      if (route === undefined || isPlain(route)) return undefined
      return {
        edits: { [`${route.path}/tls`]: { certificate: "/missing/a.pem", key: "/certificates/a.key" } },
        at: { [`${route.path}/tls/certificate`]: route.environments },
      }
    },
  },
  {
    code: "routes/duplicate_host",
    mutate: (scene) => {
      const found = scene.pick(
        routePairs(scene, (one, other) => exposureOf(one) === exposureOf(other) && !redirectsTo(other, one)).flatMap(
          ([one, other]) => {
            const where = one.environments.find(
              (name) => other.environments.includes(name) && isOnlyInCloud(name, scene),
            )
            return where === undefined ? [] : [{ one, other, where }]
          },
        ),
      )
      if (found === undefined) return undefined
      const { one, other, where } = found
      const path = `${other.path}/host/${where}`
      return { edits: { [path]: hostName(one, where) }, at: { [path]: [where] } }
    },
  },
  {
    code: "routes/listener",
    mutate: (scene) => {
      const proxy = scene.pick(
        scene.services.filter(
          ({ stated, environments }) =>
            stated.proxy !== undefined && inCloud(scene, environments).length === environments.length,
        ),
      )
      const routes = scene.estate.environments.flatMap((one) => one.routes).filter((one) => one.proxy?.id === proxy?.id)
      const secure = routes.filter(({ sites }) => sites.some(({ port }) => port === 443))
      if (proxy === undefined || secure.length === 0) return undefined
      return {
        edits: { [`${proxy.path}/ports`]: { http: 80 } },
        at: Object.fromEntries(secure.map(({ sites: [site], environment }) => [site!.origin, [environment]])),
      }
    },
  },
  {
    code: "routes/local_certificate",
    mutate: (scene) => {
      const environment = scene.environments.find((name) =>
        scene.topology.environments[name]!.placements?.includes("local"),
      )
      const route = scene.pick(
        scene.routes.filter((one) => one.environments.includes(environment ?? "") && isServed(one)),
      )
      // A route that is the CDN's would be on a port that this one opens to all.
      if (route === undefined || scene.routes.some(({ stated }) => stated.exposure !== undefined)) return undefined
      const path = `${route.path}/host/${environment}`
      return { edits: { [path]: "desk.library.example" }, at: { [path]: [environment!] } }
    },
  },
  {
    code: "routes/localhost_exposure",
    mutate: (scene) => {
      const route = routeOf(scene)
      const [environment] = route?.environments ?? []
      if (route === undefined || scene.routes.some((one) => redirectsTo(one, route))) return undefined
      return {
        edits: { [`${route.path}/host/${environment}`]: "localhost:31000", [`${route.path}/exposure`]: "public" },
        at: { [`${route.path}/exposure`]: [environment!] },
      }
    },
  },
  {
    code: "routes/missing_environment",
    mutate: (scene) => {
      const { routes, environments, pick } = scene
      const route = pick(
        routes.filter((one) => one.environments.length === 3 && !routes.some((other) => redirectsTo(other, one))),
      )
      const environment = pick(environments)
      if (route === undefined) return undefined
      return {
        edits: { [`${route.path}/host/${environment}`]: undefined, ...withoutKey(route, "exposure", environment!) },
        at: { [route.path]: [environment!] },
      }
    },
  },
  {
    code: "routes/no_timeout",
    mutate: ({ routes, pick }) => {
      const route = pick(routes.filter(({ stated }) => (stated.handle ?? []).some((one) => "websocket" in one)))
      if (route === undefined) return undefined
      return {
        edits: { [`${route.path}/handle/0/timeouts`]: undefined },
        at: { [`${route.path}/handle/0/websocket`]: route.environments },
      }
    },
  },
  {
    code: "routes/not_http",
    mutate: (scene) => {
      const route = scene.pick(
        scene.routes.filter(
          ({ stated, proxy }) => typeof stated.to === "string" && stated.to.startsWith(`${proxy.split(".")[0]}.`),
        ),
      )
      if (route === undefined) return undefined
      const target = placed(route.stated.to as string, scene)
      return {
        edits: { [`${target.path}/ports/mqtt`]: { port: 1883, protocol: "tcp" }, [`${route.path}/port`]: "mqtt" },
        at: { [`${route.path}/port`]: route.environments },
      }
    },
  },
  {
    code: "routes/outside_zone",
    mutate: (scene) => {
      const route = scene.pick(scene.routes.filter((one) => isServed(one) && isInCloud(one, scene)))
      const [environment] = route?.environments ?? []
      if (route === undefined) return undefined
      const path = `${route.path}/host/${environment}`
      return { edits: { [path]: "desk.archive.example" }, at: { [path]: [environment!] } }
    },
  },
  {
    code: "routes/plain_http",
    of: "served",
    mutate: ({ routes, pick, environments: [live] }) => {
      const route = pick(routes.filter(isServed))
      return route && { edits: { [`${route.path}/tls`]: "off" }, at: { [`${route.path}/tls`]: [live!] } }
    },
  },
  {
    code: "routes/redirect_loop",
    mutate: ({ routes, pick }) => {
      const route = pick(routes.filter(isServed))
      if (route === undefined) return undefined
      const round = { match: { path: ["/round"] }, redirect: "/round" }
      return {
        edits: { [`${route.path}/handle`]: [round, ...(route.stated.handle ?? [])] },
        at: { [`${route.path}/handle/0/redirect`]: route.environments },
      }
    },
  },
  {
    code: "routes/unreachable",
    mutate: ({ routes, pick }) => {
      const route = pick(routes.filter(isServed))
      if (route === undefined) return undefined
      const [first, second] = [["/desk/*"], ["/desk/bell"]].map((path) => ({ match: { path }, respond: "Ring twice" }))
      return {
        edits: { [`${route.path}/handle`]: [first, second, ...(route.stated.handle ?? [])] },
        at: { [`${route.path}/handle/1`]: route.environments },
      }
    },
  },
  {
    code: "routes/untrusted_certificate",
    of: "served",
    mutate: ({ routes, pick, environments: [live] }) => {
      const route = pick(
        routes.filter((one) => isServed(one) && one.stated.exposure === undefined && one.environments.includes(live!)),
      )
      if (route === undefined) return undefined
      const { [live!]: host } = route.stated.host as Readonly<Record<string, unknown>>
      if (JSON.stringify(host).includes("localhost")) return undefined
      return { edits: { [`${route.path}/tls`]: "internal" }, at: { [`${route.path}/tls`]: [live!] } }
    },
  },
  {
    code: "routes/wider_port",
    mutate: (scene) => {
      const found = scene.pick(
        routePairs(
          scene,
          (one, other) => exposureOf(one) === exposureOf(other) && isInCloud(one, scene) && isInCloud(other, scene),
        ),
      )
      if (found === undefined) return undefined
      const [one, other] = found
      const where = other.environments.filter((name) => one.environments.includes(name))
      const path = `${other.path}/exposure`
      return { edits: { [path]: "private" }, at: { [path]: where } }
    },
  },
  {
    code: "routes/wildcard_shadows",
    mutate: (scene) => {
      const [first, second] = scene.environments
      const route = scene.pick(
        scene.routes.filter(
          (one) => isServed(one) && !isPlain(one) && one.environments.includes(second ?? "") && isInCloud(one, scene),
        ),
      )
      const names = scene.estate.environments[0]!.routes.flatMap(({ sites }) => sites).filter(
        ({ hostname }) => hostname.split(".").slice(1).join(".") === `${first}.library.example`,
      )
      if (route === undefined || names.length === 0 || scene.routes.some((one) => redirectsTo(one, route)))
        return undefined
      return {
        edits: { [`${route.path}/host/${second}`]: `*.${first}.library.example`, [`${route.path}/tls`]: "internal" },
        at: Object.fromEntries(names.map(({ origin }) => [origin, [first!]])),
      }
    },
  },
  {
    code: "secrets/file_unread",
    mutate: (scene) => {
      const service = scene.pick(
        scene.services.filter(({ stated }) => stated.image === "caddy" || stated.image === "redis"),
      )!
      const path = `${service.path}/secrets/DOOR_KEY`
      return {
        edits: { "/secrets/DOOR_KEY": { purpose: "Opens the door" }, [path]: "DOOR_KEY" },
        at: { [path]: service.environments },
      }
    },
  },
  {
    code: "secrets/in_literal",
    mutate: (scene) => withVariable(scene, "SHELF", "redis://:bookworm@shelf:6379/0"),
  },
  {
    code: "secrets/likely",
    mutate: (scene) => withVariable(scene, "MAIL_PASSWORD", "bookworm42"),
  },
  {
    code: "secrets/shared",
    companions: { "terraform/shared_project": "In one project, Terraform would own what is in it twice, too" },
    mutate: (scene) => {
      const [first, second] = scene.environments
      if (second === undefined || inCloud(scene, [first!, second]).length < 2) return undefined
      const both = (name: string) =>
        [first!, second].every(
          (environment) =>
            scene.services.some(
              (one) =>
                one.environments.includes(environment) &&
                JSON.stringify(one.stated.secrets ?? {}).includes(`"${name}"`),
            ) ||
            scene.routes.some(
              (one) =>
                one.environments.includes(environment) && JSON.stringify(one.stated).includes(`"password":"${name}"`),
            ),
        )
      // The third one is in an env file, of which each environment has its own.
      const shared = ["STAFF_HASH", "DATABASE_URL"].filter(both)
      if (shared.length === 0) return undefined
      return {
        edits: { [`/environments/${second}/project`]: `libraries-${first}` },
        at: Object.fromEntries(shared.map((name) => [`/secrets/${name}`, [first!, second]])),
      }
    },
  },
  {
    code: "secrets/token",
    mutate: (scene) => withVariable(scene, "DESK", `${"gh" + "p_"}${"x1Y2z3".repeat(6)}`),
  },
  {
    code: "secrets/unused",
    mutate: () => ({
      edits: { "/secrets/SPARE_KEY": { purpose: "Opens nothing" } },
      at: { "/secrets/SPARE_KEY": undefined },
    }),
  },
  {
    code: "services/alias_unheard",
    mutate: (scene) => {
      const service = scene.pick(scene.services.filter((one) => isFree(one, scene)))
      return (
        service && {
          edits: { [`${service.path}/aliases`]: ["helper"] },
          at: { [`${service.path}/aliases`]: service.environments },
        }
      )
    },
  },
  {
    code: "services/container_name",
    mutate: (scene) => {
      const found = pairOf(scene, (one, other) => shared(one, other).length > 0)
      if (found === undefined) return undefined
      const [one, other] = found
      return {
        edits: { [`${one.path}/containerName`]: "desk", [`${other.path}/containerName`]: "desk" },
        at: { [`${other.path}/containerName`]: shared(one, other) },
      }
    },
  },
  {
    code: "services/debugger",
    of: "served",
    mutate: (scene) => {
      const service = scene.pick(scene.services.filter((one) => !isStore(one) && one.stated.command === undefined))
      return (
        service && {
          edits: { [`${service.path}/command`]: ["node", "--inspect=0.0.0.0:9229", "desk.js"] },
          at: { [`${service.path}/command`]: service.environments },
        }
      )
    },
  },
  {
    code: "services/health_binary",
    mutate: (scene) => {
      const service = scene.pick(scene.services.filter(isPostgres))
      return (
        service && {
          edits: { [`${service.path}/health`]: { command: ["curl", "--version"] } },
          at: { [`${service.path}/health/command`]: service.environments },
        }
      )
    },
  },
  {
    code: "services/impossible_limit",
    mutate: (scene) =>
      withField(scene, "resources", { memory: "64 MiB", reserve: { memory: "96 MiB" } }, "/reserve/memory"),
  },
  {
    code: "services/job_restart",
    mutate: (scene) => {
      const job = scene.pick(scene.services.filter(isJob))
      return job && { edits: { [`${job.path}/restart`]: "always" }, at: { [`${job.path}/restart`]: job.environments } }
    },
  },
  {
    code: "services/network_mode",
    mutate: (scene) =>
      withService(
        scene,
        { networkMode: "host", ports: { http: { port: 8099, publish: 8098, exposure: "host" } } },
        "/ports/http/publish",
      ),
  },
  {
    code: "services/no_limit",
    mutate: (scene) => {
      const service = scene.pick(scene.services.filter((one) => !isJob(one)))!
      return {
        edits: { [`${service.path}/resources`]: undefined },
        at: { [service.path]: inCloud(scene, service.environments) },
      }
    },
  },
  {
    code: "stacks/duplicate_directory",
    mutate: (scene) => withStacks(scene, "directory", "desk-{environment}"),
  },
  {
    code: "stacks/duplicate_folder",
    mutate: (scene) => withStacks(scene, "on", "/opt/desk"),
  },
  {
    code: "stacks/duplicate_project",
    mutate: (scene) => withStacks(scene, "project", "desk-{environment}"),
  },
  {
    code: "stores/connections",
    mutate: (scene) => {
      const user = scene.pick(
        scene.services.filter((one) =>
          localTargets(one, scene).some((it) => isPostgres(it) && alike(it.environments, one.environments)),
        ),
      )
      if (user === undefined) return undefined
      const store = localTargets(user, scene).find((it) => isPostgres(it) && alike(it.environments, user.environments))!
      const index = (user.stated.uses ?? []).findIndex((use) =>
        [store.name, store.id].includes(typeof use === "string" ? use : use.to),
      )
      const stated = user.stated.uses![index]!
      return {
        edits: {
          [`${store.path}/store/connections`]: 20,
          [`${user.path}/uses/${index}`]: {
            ...(typeof stated === "string" ? { to: stated } : stated),
            connections: 30,
          },
        },
        at: { [`${store.path}/store/connections`]: user.environments },
      }
    },
  },
  {
    code: "stores/data_elsewhere",
    mutate: (scene) => {
      const store = scene.pick(scene.services.filter((one) => isPostgres(one) && one.stated.mounts?.length === 1))
      return (
        store && {
          edits: { [`${store.path}/mounts/0/target`]: "/var/lib/postgresql" },
          at: { [`${store.path}/mounts/0/target`]: inCloud(scene, store.environments) },
        }
      )
    },
  },
  {
    code: "stores/no_mount",
    mutate: (scene) => {
      const store = scene.pick(scene.services.filter(isPostgres))
      return (
        store && {
          edits: { [`${store.path}/mounts`]: [] },
          at: { [`${store.path}/store`]: inCloud(scene, store.environments) },
        }
      )
    },
  },
  {
    code: "stores/no_password",
    mutate: (scene) => {
      const store = scene.pick(scene.services.filter(isPostgres))
      return (
        store && {
          edits: { [`${store.path}/environment/POSTGRES_HOST_AUTH_METHOD`]: undefined },
          at: { [store.path]: store.environments },
        }
      )
    },
  },
  {
    code: "stores/two_writers",
    mutate: (scene) => {
      const found = pairOf(
        scene,
        (store, other) => isPostgres(store) && store.stack === other.stack && shared(store, other).length > 0,
      )
      if (found === undefined) return undefined
      const [store, other] = found
      const mount = store.stated.mounts![0]!
      const { edits, path } = mounting(other, { ...mount, target: "/copy" })
      return {
        edits,
        at: { [`${path}/${"source" in mount ? "source" : "volume"}`]: inCloud(scene, shared(store, other)) },
      }
    },
  },
  {
    code: "texts/unfilled",
    mutate: (scene) => withVariable(scene, "SHELF", 'redis://${at("shelf")}/0'),
  },
  {
    code: "volumes/differs",
    mutate: (scene) => {
      const found = pairOf(scene, (one, other) => one.stack === other.stack && shared(one, other).length > 0)
      if (found === undefined) return undefined
      const [one, other] = found.map((service, index) =>
        mounting(service, { volume: "photos", name: `photos-${index}`, target: "/photos", readOnly: true }),
      )
      return { edits: { ...one!.edits, ...other!.edits }, at: { [`${other!.path}/name`]: shared(...found) } }
    },
  },
]

/* Ways to break things that several rules share */

function accepting(more: object, field: string): Broken {
  const one = { rule: "ports/collision", at: "hosts.branch-0", reason: "The desk moves in spring", ...more }
  return { edits: { "/rules/accept": [one] }, at: { [`/rules/accept/0/${field}`]: undefined } }
}

function withDisk(scene: Scene, disk: object, field: string): Broken {
  const host = hostOf(scene)
  const path = pointer(["hosts", host.name, "disks", "spare"])
  return { edits: { [path]: { size: "5 GiB", ...disk } }, at: { [`${path}/${field}`]: host.environments } }
}

function withMount(scene: Scene, mount: object, field: string): Broken {
  const service = scene.pick(scene.services)!
  const { edits, path } = mounting(service, mount)
  return { edits, at: { [`${path}/${field}`]: inCloud(scene, service.environments) } }
}

function withVariable(scene: Scene, name: string, value: string, where?: readonly string[]): Broken {
  const service = scene.pick(scene.services)!
  const path = `${service.path}/environment/${name}`
  return { edits: { [path]: value }, at: { [path]: where ?? service.environments } }
}

function withField(scene: Scene, field: string, value: unknown, below = ""): Broken {
  const service = scene.pick(scene.services)!
  const path = `${service.path}/${field}`
  return { edits: { [path]: value }, at: { [`${path}${below}`]: service.environments } }
}

/** A port beside the others, of a service that nobody looks for a single port of. */
function withPort(
  scene: Scene,
  port: object,
  field: string,
  where: "cloud" | "everywhere" = "everywhere",
): Broken | undefined {
  const service = scene.pick(
    scene.services.filter((one) => !isStore(one) && one.stated.proxy === undefined && isFree(one, scene)),
  )
  if (service === undefined) return undefined
  const path = `${service.path}/ports/desk`
  const found = where === "cloud" ? inCloud(scene, service.environments) : service.environments
  return { edits: { [path]: port }, at: { [`${path}/${field}`]: found } }
}

/** A service beside another one, on a host that no other host opens a store to: it would reach that, too. */
function withService(scene: Scene, stated: object, field: string): Broken | undefined {
  const opened = new Set(
    edgesOf(scene).flatMap(({ from, to, reach }) =>
      reach === "remote" && isStore(placed(targetOf(to), scene)) ? [from.host] : [],
    ),
  )
  const neighbour = scene.pick(scene.services.filter(({ host }) => !opened.has(host)))
  if (neighbour === undefined) return undefined
  const path = beside(neighbour, "resolver")
  return {
    edits: { [path]: { ...like(neighbour), ...stated } },
    at: { [`${path}${field}`]: neighbour.environments },
  }
}

function withMemory(scene: Scene, resources: object): Broken | undefined {
  const service = scene.pick(scene.services.filter(({ environments }) => inCloud(scene, environments).length > 0))
  if (service === undefined) return undefined
  return {
    edits: { [`${service.path}/resources`]: resources },
    at: { [pointer(["hosts", service.host, "machine"])]: inCloud(scene, service.environments) },
  }
}

function withStacks({ topology, environments, pick }: Scene, field: string, value: string): Broken | undefined {
  const host = pick(Object.entries(topology.hosts ?? {}).filter(([, { stacks }]) => Object.keys(stacks).length > 1))
  if (host === undefined) return undefined
  const [name, { only = environments, stacks }] = host
  const paths = Object.keys(stacks).map((stack) => pointer(["hosts", name, "stacks", stack, field]))
  return {
    edits: Object.fromEntries(paths.map((path) => [path, value])),
    at: { [paths[1]!]: environments.filter((one) => only.includes(one)) },
  }
}

function pinned({ services, pins }: Scene, image: string, tag: string, among: readonly string[]): Broken {
  const where = union(services.filter(({ stated }) => stated.image === image)).filter((one) => among.includes(one))
  return { edits: {}, pins: { ...pins, [image]: { default: tag } }, at: { [`images:/${image}/default`]: where } }
}

function using({ path, stated }: PlacedService, use: unknown): { readonly edits: Edits; readonly path: Pointer } {
  const all = stated.uses ?? []
  return { edits: { [`${path}/uses`]: [...all, use] }, path: `${path}/uses/${all.length}` }
}

function mounting({ path, stated }: PlacedService, mount: object): { readonly edits: Edits; readonly path: Pointer } {
  const all = stated.mounts ?? []
  return { edits: { [`${path}/mounts`]: [...all, mount] }, path: `${path}/mounts/${all.length}` }
}

function beside({ host }: PlacedService, name: string): Pointer {
  return pointer(["hosts", host, "services", name])
}

/** What a service beside another one needs to be there where that is. */
function like({ stated: { only, stack } }: PlacedService): object {
  return {
    image: "caddy",
    resources: { memory: "32 MiB" },
    ...(only === undefined ? {} : { only }),
    ...(stack === undefined ? {} : { stack }),
  }
}

function withoutKey({ path, stated }: PlacedRoute, field: "exposure", environment: string): Edits {
  return typeof stated[field] === "object" ? { [`${path}/${field}/${environment}`]: undefined } : {}
}

/* Looking around */

function hostOf({ topology, environments, pick }: Scene): {
  readonly name: string
  readonly environments: readonly string[]
} {
  const [name, { only = environments }] = pick(Object.entries(topology.hosts ?? {}))!
  return { name, environments: environments.filter((one) => only.includes(one)) }
}

/** Two services of one host, the earlier one first, that go together. */
function pairOf(
  { services, pick }: Scene,
  goTogether: (one: PlacedService, other: PlacedService) => boolean,
): readonly [PlacedService, PlacedService] | undefined {
  return pick(
    services.flatMap((one, index) =>
      services
        .slice(index + 1)
        .flatMap((other) => (one.host === other.host && goTogether(one, other) ? [[one, other] as const] : [])),
    ),
  )
}

/** A route that a proxy serves, all of whose environments run in the cloud. */
function routeOf(scene: Scene): PlacedRoute | undefined {
  return scene.pick(
    scene.routes.filter(
      (one) =>
        isServed(one) &&
        inCloud(scene, one.environments).length === one.environments.length &&
        isInCloud(one, scene) &&
        one.stated.exposure === undefined,
    ),
  )
}

/** Two routes of one proxy, on one port, the earlier one first, that go together. */
function routePairs(
  { routes }: Scene,
  goTogether: (one: PlacedRoute, other: PlacedRoute) => boolean,
): readonly (readonly [PlacedRoute, PlacedRoute])[] {
  return routes.flatMap((one, index) =>
    routes.slice(index + 1).flatMap((other) => {
      const isPair = isServed(one) && isServed(other) && one.proxy === other.proxy && isPlain(one) === isPlain(other)
      return isPair && goTogether(one, other) ? [[one, other] as const] : []
    }),
  )
}

/** Whether a service answers, and not a bucket. */
function isServed({ stated }: PlacedRoute): boolean {
  return stated.to !== "scans"
}

/** Whether a laptop has none of its hosts. */
function isInCloud({ environments }: PlacedRoute, scene: Scene): boolean {
  return environments.every((name) => isOnlyInCloud(name, scene))
}

function isOnlyInCloud(environment: string, { topology }: Scene): boolean {
  return !(topology.environments[environment]!.placements ?? []).includes("local")
}

function redirectsTo({ stated }: PlacedRoute, { name }: PlacedRoute): boolean {
  return JSON.stringify(stated).includes(`{"route":"${name}"}`)
}

function isPlain({ stated }: PlacedRoute): boolean {
  return stated.tls === "off"
}

function exposureOf({ stated }: PlacedRoute): string {
  return JSON.stringify(stated.exposure ?? "public")
}

function hostName({ stated }: PlacedRoute, environment: string): unknown {
  const own = (stated.host as Readonly<Record<string, unknown>>)[environment]
  return Array.isArray(own) ? own[0] : own
}

/** Whether nothing leads to a service: no edge, no route, and no address that its only port would be taken for. */
export function isFree({ id }: PlacedService, scene: Scene): boolean {
  return edgesOf(scene).every(({ to }) => targetOf(to) !== id)
}

function isJob({ stated }: PlacedService): boolean {
  return stated.job === true
}

function isPostgres({ stated }: PlacedService): boolean {
  return stated.image === "postgres"
}

function isStore({ stated }: PlacedService): boolean {
  return stated.image === "postgres" || stated.image === "redis"
}

/** The edges between services, each place once, or in every environment. */
function edgesOf({ estate }: Scene, how: "once" | "every" = "once"): readonly Edge[] {
  const all = estate.environments.flatMap(({ edges }) => edges.filter(({ to }) => to.kind === "service"))
  return how === "every" ? all : all.filter((edge, index) => all.findIndex(({ path }) => path === edge.path) === index)
}

function environmentOf(edge: Edge, { estate }: Scene): string {
  return estate.environments.find(({ edges }) => edges.includes(edge))!.name
}

function targetOf(to: Edge["to"]): string {
  return to.kind === "service" ? to.service.id : ""
}

function placed(id: string, { services }: Scene): PlacedService {
  return services.find((one) => one.id === id)!
}

function uses({ stated, host }: PlacedService, { id, name, host: other }: PlacedService): boolean {
  return (stated.uses ?? []).some((use) => {
    const to = typeof use === "string" ? use : use.to
    return to === id || (host === other && to === name)
  })
}

function usersOf(target: PlacedService, { services }: Scene): readonly PlacedService[] {
  return services.filter((one) => uses(one, target))
}

/** What a service uses on its own host, wherever it is itself. */
function localTargets(user: PlacedService, { services }: Scene): readonly PlacedService[] {
  return services.filter(
    (one) =>
      one.host === user.host &&
      uses(user, one) &&
      (user.stated.uses ?? []).every((use) => typeof use === "string" || use.only === undefined),
  )
}

function shared(one: PlacedService, other: PlacedService): readonly string[] {
  return one.environments.filter((name) => other.environments.includes(name))
}

function alike(one: readonly string[], other: readonly string[]): boolean {
  return one.join() === other.join()
}

function union(services: readonly PlacedService[]): readonly string[] {
  return [...new Set(services.flatMap(({ environments }) => environments))]
}

function grouped(environments: readonly string[], placeIn: (environment: string) => Pointer): Broken["at"] {
  return gathered(environments.map((name) => ({ place: placeIn(name), name })))
}

/** The environments of each place. */
function gathered(all: readonly { readonly place: Pointer; readonly name: string }[]): Broken["at"] {
  const places = new Map<Pointer, readonly string[]>()
  for (const { place, name } of all) places.set(place, [...new Set([...(places.get(place) ?? []), name])])
  return Object.fromEntries(places)
}
