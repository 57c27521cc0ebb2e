import { databaseOf, databasesByUrl, databaseUrl } from "../../../core/databases.js"
import type { Environment, Estate, Host, Service, Shared, Stack } from "../../../core/estate.js"
import { startOrder } from "../../../core/order.js"
import { originOf } from "../../../core/origin.js"
import { code, join, link, type Markdown, md } from "../../../formats/markdown.js"
import { NOTHING, phrase } from "../cells.js"
import {
  composeCommand,
  deployCommands,
  forwardCommands,
  gcloudPlace,
  handCommands,
  hasStartupScript,
  onVm,
  openVariables,
  remoteCommand,
  shellWord,
  upWords,
} from "../commands.js"
import type { Ink, Line, Page, Row, View } from "../page.js"
import { pagePath, relative } from "../site.js"
import template from "../templates/operations.hbs"
import { every } from "../words.js"

/** The page of what people do: change, release, deploy, back up, restore. With commands that can be pasted. */
export function operationsPage(estate: Estate): Page {
  const { shared, environments } = estate
  const places = placesOf(estate)
  return {
    path: pagePath(shared, "operations"),
    template,
    name: "operations",
    view: (ink) => ({
      root: ink.say(code(`${shared.root}/`), originOf(shared, "root")),
      source: ink.say(code(shared.source), "constant:docs/operations"),
      ...terraformView(shared, ink),
      ...placesView(places, shared, ink),
      pins: pinCommands(estate, ink),
      ...deployView(estate, ink),
      forwards: environments.flatMap((environment): readonly View[] => {
        const lines = forwardCommands(environment, shared)
        if (lines.length === 0) return []
        return [{ environment: ink.say(md(environment.title), environment.path), commands: ink.code("sh", lines) }]
      }),
      laptops: environments
        .filter(({ placements, hosts }) => placements.includes("local") && hosts.length > 0)
        .map((environment) => laptopView(environment, ink)),
      ...secretsView(estate, ink),
      ...passwordsView(places, shared, ink),
      roles: rolesTable(estate, places, ink),
      ...backupsView(places, ink),
      rehearsal: rehearsalOf(estate, ink),
      dumps: places.flatMap((place) => dumpViews(place, shared, ink)),
      disks: shared.gcp === undefined ? [] : places.flatMap((place) => diskViews(place, shared, ink)),
    }),
  }
}

function terraformView(shared: Shared, ink: Ink): View {
  if (!shared.generate.has("terraform")) return { terraform: undefined, apply: undefined, firstApply: undefined }
  const origin = originOf(shared, "terraformDirectory")
  const readme = `${shared.terraformDirectory}/README.md`
  return {
    firstApply: ink.say(link(code(readme), relative(pagePath(shared, "operations"), readme)), origin),
    terraform: ink.say(code(`${shared.terraformDirectory}/`), origin),
    apply: ink.code("sh", [
      { text: `cd ${shellWord(shared.terraformDirectory)}`, origin },
      { text: "terragrunt run --all plan", origin: "constant:docs/operations" },
      { text: "terragrunt run --all apply", origin: "constant:docs/operations" },
    ]),
  }
}

/** One host of one environment. */
interface Place {
  readonly environment: Environment
  readonly host: Host
}

function placesOf({ environments }: Estate): readonly Place[] {
  return environments
    .filter(({ placements }) => placements.includes("cloud"))
    .flatMap((environment) => environment.hosts.map((host) => ({ environment, host })))
}

/** What Google Cloud must have granted for each procedure; nothing where it is not used. */
function rolesTable({ shared, environments }: Estate, places: readonly Place[], ink: Ink): View[string] {
  const { gcp } = shared
  if (gcp === undefined) return undefined
  const terraform = shared.generate.has("terraform")
  const managed = shared.secrets.some(({ from }) => from === "secret-manager")
  const snapshots = places.find(({ host }) => host.disks.some((disk) => disk.snapshots !== undefined))
  const granted = gcp.operators.length > 0 && terraform ? md("Terraform, to operators") : md("by hand")
  const byHand = md("by hand")
  const rows: Row[] = []
  if (places.length > 0) {
    rows.push({
      cells: [
        md("Log in to a VM: deploy, back up, restore a dump"),
        phrase`on the VM ${join(LOGIN_ROLES.map(code), ", ")}; on the project ${code("roles/compute.viewer")}`,
        granted,
      ],
      origin: gcp.operators[0]?.path ?? gcp.path,
    })
  }
  if (managed && environments.length > 0) {
    rows.push({
      cells: [
        md("Change a secret"),
        phrase`on the project ${code("roles/secretmanager.secretVersionAdder")}; to disable old versions too, ${code("roles/secretmanager.secretVersionManager")}`,
        byHand,
      ],
      origin: gcp.path,
    })
  }
  if (snapshots !== undefined) {
    rows.push({
      cells: [
        md("Restore files from a snapshot"),
        phrase`on the project ${code("roles/compute.storageAdmin")} for the disk, and ${code("roles/compute.instanceAdmin.v1")} to attach it`,
        byHand,
      ],
      origin: snapshots.host.path,
    })
  }
  if (terraform) {
    rows.push({
      cells: [
        phrase`Apply ${code(`${shared.terraformDirectory}/`)}`,
        phrase`on the bucket ${code(gcp.operations.stateBucket)} ${code("roles/storage.objectUser")}; on each project what its units manage, so ${code("roles/owner")} or the like`,
        byHand,
      ],
      origin: originOf(gcp.operations, "stateBucket"),
    })
  }
  return ink.table(["To do this", "Somebody needs", "Granted"], rows)
}

const LOGIN_ROLES = ["roles/iap.tunnelResourceAccessor", "roles/compute.osAdminLogin", "roles/iam.serviceAccountUser"]

/** Whether what is generated lets nobody in: without Terraform, somebody else says who may. */
function isLockedOut(places: readonly Place[], { gcp }: Shared): boolean {
  return gcp !== undefined && gcp.operators.length === 0 && places.some(({ host }) => host.generate.has("terraform"))
}

function placesView(places: readonly Place[], shared: Shared, ink: Ink): View {
  const rows = places.flatMap(({ environment, host }) =>
    host.stacks.map(
      (stack): Row => ({
        cells: [
          md(environment.title),
          md(host.title),
          code(environment.project ?? "—"),
          code(host.instance),
          code(stack.deployedTo),
          code(composeCommand(stack, environment, "cloud")),
        ],
        origin: stack.path,
      }),
    ),
  )
  const [first] = places
  return {
    places: ink.table(["Environment", "VM", "Project", "Instance", "Folder on the VM", "Compose is called as"], rows),
    gcp: shared.gcp !== undefined && first !== undefined,
    lockedOut: isLockedOut(places, shared) ? ink.say(code("clouds.gcp.operators"), shared.gcp!.path) : undefined,
    login:
      first === undefined
        ? undefined
        : ink.code(
            "sh",
            places.map(({ environment, host }) => ({ text: onVm(host, environment, shared), origin: host.path })),
          ),
  }
}

/** A release of each private image, in the last environment that has it before production's turn: the first that pins it. */
function pinCommands({ shared, environments }: Estate, ink: Ink): View[string] {
  const used = new Set(
    environments.flatMap(({ hosts }) => hosts.flatMap(({ services }) => services.map(({ image }) => image?.name))),
  )
  const released = shared.images.filter((image) => image.private && used.has(image.name))
  if (released.length === 0 || environments.length === 0) return undefined
  return ink.code(
    "sh",
    environments.flatMap(({ name }) =>
      released.flatMap((image): readonly Line[] =>
        isIn(image.name, name, environments)
          ? [{ text: `groundplan pin ${image.name}=TAG --env ${name}`, origin: image.path }]
          : [],
      ),
    ),
  )
}

function isIn(image: string, environment: string, environments: readonly Environment[]): boolean {
  const place = environments.find(({ name }) => name === environment)
  return place?.hosts.some(({ services }) => services.some((service) => service.image?.name === image)) ?? false
}

function deployView({ shared, environments }: Estate, ink: Ink): View {
  const inCloud = environments.filter(({ placements, hosts }) => placements.includes("cloud") && hosts.length > 0)
  return {
    ordered: inCloud.some(({ edges }) => edges.some(({ reach }) => reach === "remote")),
    hasScript: inCloud.some(({ hosts }) => hosts.some((host) => hasStartupScript(host, shared))),
    byHand: codeOf(
      spaced(
        inCloud.flatMap((environment) =>
          startOrder(environment).flatMap((host) =>
            host.stacks.flatMap((stack) => {
              const lines = handCommands(stack, { host, environment, shared })
              if (lines.length === 0) return []
              const origin = stack.path
              return [
                [{ text: `# ${environment.name}, ${host.name}: ${stack.project}`, origin }].concat(
                  lines.map((text) => ({ text, origin })),
                ),
              ]
            }),
          ),
        ),
      ),
      ink,
    ),
    deployments: inCloud.map((environment) => ({
      environment: ink.say(md(environment.name), environment.path),
      commands: ink.code(
        "sh",
        spaced(
          startOrder(environment).flatMap((host) =>
            host.stacks.map((stack) => [
              { text: `# ${host.name}: ${stack.project}`, origin: stack.path },
              ...deployCommands(stack, { host, environment, shared }).map((text) => ({ text, origin: stack.path })),
            ]),
          ),
        ),
      ),
    })),
  }
}

function codeOf(lines: readonly Line[], ink: Ink): View[string] {
  return lines.length === 0 ? undefined : ink.code("sh", lines)
}

/** Blocks of lines with an empty line between them. */
function spaced(blocks: readonly (readonly Line[])[]): readonly Line[] {
  return blocks.flatMap((lines, index) => (index === 0 ? lines : [{ text: "", origin: lines[0]!.origin }, ...lines]))
}

function laptopView(environment: Environment, ink: Ink): View {
  const lines = startOrder(environment).flatMap((host) =>
    host.stacks.map((stack): Line => {
      const compose = composeCommand(stack, environment, "local").replace(
        "docker compose",
        `docker compose ${localFiles(stack, environment)}`.trimEnd(),
      )
      return { text: `(cd ${shellWord(stack.directory)} && ${compose} ${upWords(stack)})`, origin: stack.path }
    }),
  )
  const brings = environment.hosts.some(({ stacks }) =>
    stacks.some((stack) => stack.secrets.length > 0 || openVariables(stack, environment).length > 0),
  )
  return { environment: ink.say(md(environment.title), environment.path), brings, commands: ink.code("sh", lines) }
}

/** Where something differs on a laptop, a second file says so. */
function localFiles(stack: Stack, { placements, localNetworks }: Environment): string {
  const networked = new Set(
    localNetworks.flatMap(({ target, consumers }) => [target.id, ...consumers.map(({ service }) => service.id)]),
  )
  const differs = stack.services.some(
    ({ id, local, mounts, ports }) =>
      networked.has(id) ||
      local.build !== undefined ||
      local.command !== undefined ||
      local.sourceMounts.length > 0 ||
      mounts.some((mount) => mount.kind === "bind" && mount.disk !== undefined) ||
      ports.some(({ published, exposure }) => published !== undefined && exposure === "private"),
  )
  return differs && placements.length > 1 ? "--file docker-compose.yml --file docker-compose.local.yml" : ""
}

function secretsView({ shared, environments }: Estate, ink: Ink): View {
  const managed = shared.secrets.filter(({ from }) => from === "secret-manager")
  const [first] = managed
  if (first === undefined || shared.gcp === undefined) return { managed: false, changeSecret: undefined }
  const lines = environments.flatMap((environment): readonly Line[] =>
    environment.hosts.length === 0 || environment.project === undefined
      ? []
      : [
          { text: `# ${environment.name}; the value is read without being shown`, origin: environment.path },
          {
            text: `read -rs VALUE && printf %s "$VALUE" | gcloud secrets versions add SECRET --project=${environment.project} --data-file=-`,
            origin: originOf(environment, "project"),
          },
          ...startOrder(environment).map(
            (host): Line => ({
              text: `${onVm(host, environment, shared)} ${remoteCommand("sudo google_metadata_script_runner startup", shared)}`,
              origin: host.path,
            }),
          ),
          { text: "", origin: environment.path },
        ],
  )
  return { managed: true, changeSecret: ink.code("sh", lines.slice(0, -1)) }
}

/** PostgreSQL reads its password's secret only when it makes its first database: whoever changes it tells the database too. */
function passwordsView(places: readonly Place[], shared: Shared, ink: Ink): View {
  const rows = new Map<string, Row>()
  const lines: Line[] = []
  for (const { environment, host } of places) {
    const urls = [...databasesByUrl(host.services)]
    for (const store of host.services) {
      const database = databaseOf(store)
      if (database?.password?.from !== "secret-manager") continue
      const { password, user } = database
      const own = urls
        .filter(
          ([
            ,
            {
              store: { id },
            },
          ]) => id === store.id,
        )
        .map(([name]) => name)
      rows.set(`${host.name} ${store.name}`, {
        cells: [
          phrase`${md(store.title)} (${md(host.title)}), role ${code(user)}`,
          code(password.name),
          own.length === 0 ? NOTHING : phrase`${join(own.map(code), ", ")}: ${code(databaseUrl(database))}`,
        ],
        origin: store.path,
      })
      const psql = `sudo ${commandOf(store, host, environment)} exec ${store.name} psql --username=${shellWord(user)} --dbname=postgres --command=${PASSWORD_COMMAND}`
      lines.push(
        { text: `# ${environment.name}, ${host.name}: ${store.name}`, origin: store.path },
        {
          text: `${onVm(host, environment, shared, "-t")} ${remoteCommand(inFolder(store, host) + psql, shared)}`,
          origin: store.path,
        },
      )
    }
  }
  return {
    passwords: ink.table(["Database", "Password", "URLs that hold it"], [...rows.values()]),
    changePassword: codeOf(lines, ink),
  }
}

/** psql's `\password`, as a shell reads it without quotes: it asks twice, and sends ALTER ROLE with a hash. */
const PASSWORD_COMMAND = "\\\\password"

function backupsView(places: readonly Place[], ink: Ink): View {
  const dumps = places.flatMap(({ environment, host }) => backupRows(environment, host))
  const snapshots = places.flatMap(({ environment, host }) => snapshotRows(environment, host))
  const now = places.flatMap(({ environment, host }) =>
    host.services.flatMap((service): readonly Line[] =>
      service.backup === undefined || service.image?.family !== "db-backup"
        ? []
        : [
            {
              text: `# ${environment.name}: ${host.instance}`,
              origin: service.path,
            },
            {
              text: `${inFolder(service, host)}sudo ${commandOf(service, host, environment)} exec ${service.name} backup-now`,
              origin: service.path,
            },
          ],
    ),
  )
  return {
    backups: ink.table(
      ["What", "Environment", "VM", "How", "When (UTC)", "Kept for", "Where"],
      [...dumps, ...snapshots],
    ),
    now: now.length === 0 ? undefined : ink.code("sh", now),
  }
}

/** The environment that backups are restored into to try them: never production. */
function rehearsalOf({ environments }: Estate, ink: Ink): View[string] {
  const found =
    environments.find(({ stage }) => stage === "development") ?? environments.find(({ stage }) => stage === "staging")
  return found === undefined ? undefined : ink.say(md(found.name), originOf(found, "stage"))
}

/** Goes to the folder of a service's stack on its VM, before a command that is to run there. */
function inFolder({ stack }: Service, { stacks }: Host): string {
  const own = stacks.find(({ name }) => name === stack)
  return own === undefined ? "" : `cd ${shellWord(own.deployedTo)} && `
}

function backupRows(environment: Environment, host: Host): readonly Row[] {
  const titles = new Map(host.services.map(({ id, title }) => [id, title]))
  return host.services.flatMap(({ backup, title }): readonly Row[] => {
    if (backup === undefined) return []
    const what = titles.get(backup.of.id) ?? backup.of.id
    return [
      {
        cells: [
          backup.database === undefined ? md(what) : phrase`${md(what)}, database ${code(backup.database)}`,
          md(environment.title),
          md(host.title),
          md(`dump by ${title}`),
          md(`every ${every(backup.everySeconds)} at ${backup.at}`),
          md(backup.retentionDays === 0 ? "ever" : `${backup.retentionDays} days`),
          phrase`${md(backup.to.title)}, ${code(backup.to.names[environment.name] ?? backup.to.name)}`,
        ],
        origin: backup.path,
      },
    ]
  })
}

function snapshotRows(environment: Environment, host: Host): readonly Row[] {
  return host.disks.flatMap(({ snapshots, resource, mount }): readonly Row[] =>
    snapshots === undefined
      ? []
      : [
          {
            cells: [
              phrase`everything below ${code(mount)}`,
              md(environment.title),
              md(host.title),
              md("snapshot of the disk"),
              md(`every ${snapshots.every} from ${snapshots.at}`),
              md(`${snapshots.keepDays} days`),
              phrase`snapshots of ${code(resource)}`,
            ],
            origin: snapshots.path,
          },
        ],
  )
}

/** How Compose is called on a host for the stack of one service. */
function commandOf({ stack }: Service, { stacks }: Host, environment: Environment): string {
  const own = stacks.find(({ name }) => name === stack)
  return own === undefined ? "docker compose" : composeCommand(own, environment, "cloud")
}

/** How to restore each dump that an image of a known family takes. */
function dumpViews({ environment, host }: Place, shared: Shared, ink: Ink): readonly View[] {
  return host.services.flatMap((service): readonly View[] => {
    const { backup } = service
    const store = host.services.find(({ id }) => id === backup?.of.id)
    if (backup === undefined || store === undefined || service.image?.family !== "db-backup") return []
    const place = { environment, host, shared, service, store }
    return [
      {
        title: ink.say(md(`${store.title} of the ${host.title} in ${environment.name}`), backup.path),
        commands: ink.code(
          "sh",
          restoreLines(place).map((text) => ({ text, origin: backup.path })),
        ),
        hint: ink.say(restoreHint(place), backup.path),
      },
    ]
  })
}

interface DumpPlace extends Place {
  readonly shared: Shared
  readonly service: Service
  readonly store: Service
}

function restoreLines(place: DumpPlace): readonly string[] {
  const { environment, host, shared, service, store } = place
  const own = host.stacks.find(({ name }) => name === service.stack)
  const compose = `sudo ${commandOf(service, host, environment)}`
  const users = usersOf(place)
  const elsewhere = users.filter((user) => user.host.name !== host.name)
  const beside = users.filter(({ host: { name }, stack }) => name === host.name && stack !== own)
  const here = users.find(({ stack }) => stack === own)
  const files = service.secrets.filter(({ as }) => as === "file").map(({ variable }) => variable)
  const value = (name: string): string => (files.includes(name) ? `$(cat "$${name}_FILE")` : `$${name}`)
  const database = service.backup?.database
  const isPostgres = store.image?.family === "postgres"
  const inStore = `sudo ${commandOf(store, host, environment)} exec ${store.name} sh -c '${ASIDE}' sh ${shellWord(database ?? "")}`
  const remotely = (user: StoreUser, words: string): string =>
    `${onVm(user.host, environment, shared)} ${remoteCommand(inStack(user, environment, words), shared)}`
  return [
    ...(elsewhere.length === 0
      ? []
      : ["# Stop what uses it from other VMs", ...elsewhere.map((user) => remotely(user, stopWords(user))), ""]),
    onVm(host, environment, shared),
    "",
    "# On the VM: stop what uses it",
    ...(own === undefined ? [] : [`cd ${shellWord(own.deployedTo)}`]),
    ...(here === undefined ? [] : [`${compose} ${stopWords(here)}`]),
    ...beside.map((user) => `(${inStack(user, environment, stopWords(user))})`),
    "",
    "# In the backup's container, which has the keys: list the dumps, fetch one",
    `${compose} exec ${service.name} bash`,
    `export AWS_ACCESS_KEY_ID="${value("DB01_S3_KEY_ID")}" AWS_SECRET_ACCESS_KEY="${value("DB01_S3_KEY_SECRET")}"`,
    `aws --region auto --endpoint-url "https://$DB01_S3_HOST" s3 ls --recursive "s3://$DB01_S3_BUCKET/"`,
    `aws --region auto --endpoint-url "https://$DB01_S3_HOST" s3 cp "s3://$DB01_S3_BUCKET/KEY" /tmp/`,
    "exit",
    ...(isPostgres && database !== undefined
      ? [
          "",
          "# Put the database aside, and make an empty one",
          store.stack === service.stack ? inStore : `(${inFolder(store, host)}${inStore})`,
        ]
      : []),
    "",
    "# Restore the dump, and start everything again",
    `${compose} exec ${service.name} restore /tmp/NAME`,
    ...(own === undefined ? [] : [`${compose} ${upWords(own)}`]),
    ...beside.map((user) => `(${inStack(user, environment, upWords(user.stack))})`),
    ...(elsewhere.length === 0
      ? []
      : ["exit", "", "# What uses it from other VMs", ...elsewhere.map((user) => remotely(user, upWords(user.stack)))]),
  ]
}

/** The services of one stack that have an edge to a datastore. */
interface StoreUser {
  readonly host: Host
  readonly stack: Stack
  /** Their names, in declared order. */
  readonly names: readonly string[]
}

/**
 * Who has to leave a datastore before a dump is restored, on every host of its environment, in the order in which hosts start.
 * Readers too: PostgreSQL renames no database that somebody is connected to, and half a dump is nothing to read.
 */
function usersOf({ environment, service, store }: DumpPlace): readonly StoreUser[] {
  const using = new Set(
    environment.edges.flatMap(({ from, to }) => (to.kind === "service" && to.service.id === store.id ? [from.id] : [])),
  )
  using.delete(service.id)
  return startOrder(environment).flatMap((host) =>
    host.stacks.flatMap((stack): readonly StoreUser[] => {
      const names = stack.services.filter(({ id }) => using.has(id)).map(({ name }) => name)
      return names.length === 0 ? [] : [{ host, stack, names }]
    }),
  )
}

function stopWords({ names }: StoreUser): string {
  return `stop ${names.join(" ")}`
}

/** Compose, called in the folder of a stack. */
function inStack({ stack }: StoreUser, environment: Environment, words: string): string {
  return `cd ${shellWord(stack.deployedTo)} && sudo ${composeCommand(stack, environment, "cloud")} ${words}`
}

/** Within a PostgreSQL container; `$1` is the database. */
const ASIDE = [
  'psql --username="${POSTGRES_USER:-postgres}" --dbname=postgres --command="ALTER DATABASE \\"$1\\" RENAME TO \\"${1}_before\\""',
  'createdb --username="${POSTGRES_USER:-postgres}" "$1"',
].join(" && ")

function restoreHint({ service, store, environment }: DumpPlace): Markdown {
  const { backup } = service
  const bucket = backup?.to.names[environment.name] ?? ""
  const user = service.variables.find(({ name }) => name === "DB01_USER")?.value[0]
  const parts = [
    phrase`host ${code(store.name)}`,
    ...(backup?.database === undefined ? [] : [phrase`database ${code(backup.database)}`]),
    ...(typeof user === "string" ? [phrase`user ${code(user)}`] : []),
  ]
  return phrase`The dumps are in ${code(bucket)}. Replace ${code("KEY")} with one of the list, and ${code("NAME")} with its last part. The restore tool asks for what it can't tell from that name: ${join(parts, ", ")}.`
}

function diskViews({ environment, host }: Place, shared: Shared, ink: Ink): readonly View[] {
  return host.disks
    .filter(({ snapshots }) => snapshots !== undefined)
    .map((disk): View => {
      const place = gcloudPlace(environment, shared)
      const project = `--project=${environment.project ?? "PROJECT"}`
      const copy = `${disk.resource}-restore`
      const stops = host.stacks.map(
        (stack) => `(cd ${shellWord(stack.deployedTo)} && sudo ${composeCommand(stack, environment, "cloud")} stop)`,
      )
      const starts = host.stacks.map(
        (stack) =>
          `(cd ${shellWord(stack.deployedTo)} && sudo ${composeCommand(stack, environment, "cloud")} ${upWords(stack)})`,
      )
      const lines = [
        `gcloud compute snapshots list ${project} --filter='sourceDisk~/${disk.resource}$' --sort-by=~creationTimestamp`,
        `gcloud compute disks create ${copy} ${place} --source-snapshot=SNAPSHOT`,
        `gcloud compute instances attach-disk ${host.instance} ${place} --disk=${copy} --device-name=restore --mode=ro`,
        onVm(host, environment, shared),
        "",
        "# On the VM",
        "sudo mkdir --parents /mnt/restore && sudo mount -o ro,noload /dev/disk/by-id/google-restore /mnt/restore",
        ...stops,
        `sudo mv ${shellWord(`${disk.mount}/FOLDER`)} ${shellWord(`${disk.mount}/FOLDER.before`)}`,
        `sudo cp --archive /mnt/restore/FOLDER ${shellWord(`${disk.mount}/FOLDER`)}`,
        ...starts,
        "sudo umount /mnt/restore && exit",
        "",
        `gcloud compute instances detach-disk ${host.instance} ${place} --disk=${copy}`,
        `gcloud compute disks delete ${copy} ${place}`,
      ]
      return {
        title: ink.say(md(`${disk.mount} of the ${host.title} in ${environment.name}`), disk.path),
        commands: ink.code(
          "sh",
          lines.map((text) => ({ text, origin: disk.snapshots?.path ?? disk.path })),
        ),
      }
    })
}
