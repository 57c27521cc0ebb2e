import { spawn } from "node:child_process"
import { type Container, containersOf } from "../containers.js"
import type { Raised } from "../environment.js"
import { NAME_SERVER } from "../network.js"
import { expectNone, NotRun } from "../report.js"
import { run, until } from "../run.js"
import { stackOf } from "./postgres.js"
import { type Client, urlOf } from "./sites.js"

/** What is written to disks is there after every container was thrown away and made anew; certificates are not asked for again. */
export async function checkData(raised: Raised, containers: readonly Container[], client: Client): Promise<string> {
  const stores = containers.filter(({ service }) => KEEPERS[service.image?.family ?? ""] !== undefined)
  // One that was killed just now may still be starting.
  for (const store of stores)
    await until(`${store.service.id} before \`down\``, 60_000, async () => {
      await KEEPERS[store.service.image!.family]!.keep(store)
      return true
    })
  const before = await serialsOf(raised, client)
  const stacks = raised.places.flatMap((place) => place.stacks)
  await Promise.all(stacks.map((stack) => stack.compose(["down"], 180_000)))
  const left = (
    await Promise.all(raised.places.map(({ machine }) => machine.run(["docker", "ps", "--all", "--quiet"])))
  ).join("")
  if (left !== "") throw new Error(`containers are left after \`down\`: ${left}`)
  await inOrder(raised, (stack) => stack.compose(["up", "--detach"]))

  const wrong: string[] = []
  const after = await containersOf(raised)
  for (const { service, id } of stores) {
    const store = after.find((each) => each.service.id === service.id)
    if (store === undefined || store.id === id) wrong.push(`${service.id} was not made anew`)
    else {
      const found = await until(`${service.id} after \`up\``, 60_000, () => KEEPERS[service.image!.family]!.find(store))
      if (!found) wrong.push(`${service.id} lost what it was given`)
    }
  }
  const now = await until("the sites after `up`", 90_000, async () => serialsOf(raised, client))
  for (const [site, serial] of before)
    if (now.get(site) !== serial) wrong.push(`${site} has another certificate than before`)
  expectNone(wrong)
  return `${stores.length} stores kept what they had, ${[...before.values()].filter((serial) => serial !== "").length} certificates stayed`
}

/** Starts stacks: all at once where each has a machine of its own, one after the other on a laptop, those first that others reach. */
export async function inOrder(
  raised: Raised,
  start: (stack: Raised["places"][0]["stacks"][0]) => Promise<unknown>,
): Promise<void> {
  if (raised.placement === "cloud") {
    await Promise.all(raised.places.flatMap(({ stacks }) => stacks.map(start)))
    return
  }
  const { localNetworks } = raised.environment
  const reached = new Set(localNetworks.map(({ target }) => target.host))
  const stacks = raised.places.flatMap(({ stacks }) => stacks)
  const first = stacks.filter(({ stack }) => stack.services.some(({ host }) => reached.has(host)))
  for (const stack of [...first, ...stacks.filter((each) => !first.includes(each))]) await start(stack)
}

interface Keeper {
  keep(store: Container): Promise<unknown>
  find(store: Container): Promise<boolean>
}

const KEEPERS: Readonly<Record<string, Keeper>> = {
  postgres: {
    keep: (store) => inPostgres(store, "CREATE TABLE kept (what text); INSERT INTO kept VALUES ('bread')"),
    find: async (store) => (await inPostgres(store, "SELECT what FROM kept")).trim() === "bread",
  },
  redis: {
    keep: (store) => inRedis(store, ["set", "kept", "bread"]),
    find: async (store) => (await inRedis(store, ["get", "kept"])).trim() === "bread",
  },
}

function inPostgres({ place, id }: Container, sql: string): Promise<string> {
  const words = [
    "sh",
    "-c",
    `psql --no-psqlrc -tA --username "$POSTGRES_USER" --host /run/postgresql "$POSTGRES_DB" --command "${sql}"`,
  ]
  return place.machine.run(["docker", "exec", id, ...words])
}

function inRedis({ place, id }: Container, words: readonly string[]): Promise<string> {
  return place.machine.run(["docker", "exec", id, "redis-cli", ...words])
}

/** The serial number of each site's certificate. */
async function serialsOf({ environment, placement }: Raised, client: Client): Promise<ReadonlyMap<string, string>> {
  const urls = environment.routes
    .filter(({ proxy }) => proxy !== undefined)
    .flatMap((route) => (placement === "cloud" ? route.sites : route.localSites).map(urlOf))
  const answers = await client.fetch(urls.map((url) => ({ url, method: "GET" })))
  const failed = answers.find(({ error, status }) => error !== "" || status !== 200)
  if (failed !== undefined) throw new Error(`${failed.status} ${failed.error}`)
  return new Map(urls.map((url, index) => [url, answers[index]!.serial]))
}

/** A container whose process is killed comes back, as its restart policy says. */
export async function checkRestart(raised: Raised, containers: readonly Container[]): Promise<string> {
  const killed = containers
    .filter(({ service }) => service.restart !== "no" && service.health !== undefined)
    .filter(firstOfItsKind)
  const before = new Map(killed.map(({ id, restarts }) => [id, restarts]))
  await Promise.all(killed.map(({ place, pid }) => place.machine.run(["kill", "-9", String(pid)])))
  const wrong: string[] = []
  await until("killed containers", 60_000, async () => {
    const now = await containersOf(raised)
    wrong.splice(0, wrong.length)
    for (const { id, service } of killed) {
      const again = now.find((each) => each.id === id)
      if (again === undefined) wrong.push(`${service.id} did not come back`)
      else if (again.restarts <= before.get(id)!) wrong.push(`${service.id} was not restarted`)
    }
    return wrong.length === 0 ? true : undefined
  }).catch(() => undefined)
  expectNone(wrong)
  return `${killed.length} killed, ${killed.length} back: ${killed.map(({ service }) => service.id).join(", ")}`
}

/** One of each image family, on each machine. */
function firstOfItsKind({ service, place }: Container, index: number, all: readonly Container[]): boolean {
  return all.findIndex((each) => each.place === place && each.service.image?.family === service.image?.family) === index
}

/** A proxy that reloads a changed configuration drops no websocket that is open, and serves what has changed. */
export async function checkReload(raised: Raised, containers: readonly Container[], standin: string): Promise<string> {
  const routes = raised.environment.routes.filter(({ hasWebsocket, proxy }) => hasWebsocket && proxy !== undefined)
  const proxies = containers.filter(({ service }) => routes.some(({ proxy }) => proxy?.id === service.id))
  if (proxies.length === 0) throw new NotRun("no route has websockets")
  const [proxy] = proxies as [Container]
  const stack = stackOf(proxy.place.stacks, proxy.service.stack, proxy.service.id)
  const sites = routes.flatMap((route) => (raised.placement === "cloud" ? route.sites : route.localSites))
  const messages = 60
  const open = sites.map((site) => {
    const prefix =
      raised.placement === "cloud"
        ? raised.network.inside("internet")
        : ["nsenter", "--net", `--target=${proxy.place.machine.pid}`, "--"]
    const more = raised.placement === "cloud" ? { dns: `${NAME_SERVER}:53`, ca: raised.internet.authorityFile } : {}
    const input = { url: urlOf(site).replace(/^http/, "ws"), method: "GET", messages, intervalMs: 100, ...more }
    return conversation([...prefix, standin, "websocket"], JSON.stringify(input))
  })
  await Promise.all(open.map(({ begun }) => begun))
  // The file is where a deployment puts it; another line in it is a change that Caddy can't skip.
  const caddyfile = `${stack.folder}/caddy/Caddyfile`
  await proxy.place.machine.run(["sed", "-i", "s/grace_period .*/grace_period 9s/", caddyfile])
  const config = "/etc/caddy/Caddyfile"
  await stack.compose(["exec", "--no-TTY", proxy.service.name, "caddy", "reload", "--config", config])
  const now = await stack.compose([
    "exec",
    "--no-TTY",
    proxy.service.name,
    "wget",
    "-q",
    "-O",
    "-",
    "http://127.0.0.1:2019/config/",
  ])
  const wrong = now.includes('"grace_period":9000000000') ? [] : ["the changed configuration is not in force"]
  for (const [index, { ended }] of open.entries()) {
    const { echoed, error } = await ended
    if (echoed !== messages)
      wrong.push(`${urlOf(sites[index]!)}: dropped after ${echoed} of ${messages} messages: ${error}`)
  }
  expectNone(wrong)
  return `${open.length} websockets spoke on while the proxy reloaded`
}

function conversation(
  command: readonly string[],
  input: string,
): { readonly begun: Promise<void>; readonly ended: Promise<{ readonly echoed: number; readonly error: string }> } {
  const [program = "", ...argv] = command
  const child = spawn(program, argv, { stdio: ["pipe", "pipe", "pipe"], timeout: 60_000, killSignal: "SIGKILL" })
  let [stdout, stderr] = ["", ""]
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  const ended = new Promise<{ echoed: number; error: string }>((resolve) => {
    child.on("close", () => resolve(stdout === "" ? { echoed: 0, error: stderr } : JSON.parse(stdout)))
  })
  const begun = new Promise<void>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text
      resolve()
    })
    child.on("close", () => resolve())
  })
  child.stdin.end(input)
  return { begun, ended }
}

/** Each container has the limit that its compose file states, and one that takes more is ended, while its neighbours live on. */
export async function checkMemory(containers: readonly Container[]): Promise<string> {
  const wrong: string[] = []
  for (const { service, place, memory } of containers) {
    const { file } = stackOf(place.stacks, service.stack, service.id)
    const stated = bytesOf(file.services[service.name]?.deploy?.resources?.limits?.memory)
    if (memory !== stated) wrong.push(`${service.id} is limited to ${memory} bytes, where ${stated} are stated`)
  }
  const smallest = containers
    .filter(({ service, memory }) => memory > 0 && ["python", "node"].includes(service.image?.family ?? ""))
    .sort((one, other) => one.memory - other.memory)[0]
  if (smallest === undefined) throw new NotRun("no container has a limit")
  const { place, id, memory, service } = smallest
  const swap = await run(["sh", "-c", "tail -n +2 /proc/swaps | wc -l"])
  if (swap.trim() !== "0") throw new NotRun("this machine swaps")
  const words = (share: number): readonly string[] => [
    "docker",
    "exec",
    id,
    "standin",
    "eat",
    String(Math.floor((memory / 2 ** 20) * share)),
  ]
  const within = await place.machine.attempt(words(0.5))
  if (within.code !== 0) wrong.push(`${service.id} was ended at half its limit: ${within.stderr}`)
  const beyond = await place.machine.attempt(words(1.2))
  if (beyond.code === 0) wrong.push(`${service.id} took ${memory * 1.2} bytes`)
  expectNone(wrong)
  return `${containers.length} limits as stated; ${service.id} was ended beyond its ${memory / 2 ** 20} MiB`
}

/** `256M`, `1G`: Compose counts in powers of two. */
function bytesOf(text: string | undefined): number {
  const [, number = "0", unit = ""] = /^([\d.]+)([KMG]?)/i.exec(text ?? "") ?? []
  return Number(number) * 2 ** { "": 0, K: 10, M: 20, G: 30 }[unit.toUpperCase() as "" | "K" | "M" | "G"]
}
