import { example } from "../example.js"
import { composeSource, type ListedCode } from "./listed.js"

/** Services, their ports, health checks, secrets and backups, that can't be what they are said to be. */
export const serviceCodes = {
  "backups/no_port": {
    summary: "On which port a datastore is backed up can't be told.",
    explain: () => ({
      why: `The image that takes the backup is told one host and one port. Where the datastore has several ports, nothing says
which of them answers.`,
    }),
  },
  "backups/target": {
    summary: "A backup is not taken of a service, or does not go to a bucket.",
    explain: () => ({
      why: `A backup reads a datastore of the topology and writes to object storage: what keeps data elsewhere has backups of its own, and a
backup on the disk of what it backs up is lost with it.`,
    }),
  },
  "environments/no_project": {
    summary: "A name holds the project of an environment that has none.",
    explain: () => ({
      why: "`{project}` in a template stands for the environment's cloud project; where there is none, two environments could get one name.",
      failing: folder("{project}/shop"),
      passing: folder("{environment}/shop"),
    }),
  },
  "health/form": {
    summary: "A health check says when to check, but not what, or says both a path and a command.",
    explain: () => ({
      why: "A health check asks a path of a port (`get`, `on`) or runs a command, and not both: Docker has one check for a container.",
      source: composeSource("healthcheck"),
      failing: example({ services: { oven: "health: { interval: 10s }" } }),
      passing: example({ services: { oven: "health: { interval: 10s, command: [oven, ping] }" } }),
    }),
  },
  "health/no_port": {
    summary: "Which port of a service is asked whether it is well can't be told.",
    explain: () => ({
      why: "`get` is a path: it needs a port to be asked on. Where a service has none, or several that speak HTTP, say which with `on`.",
      failing: example({ services: { oven: "health: { get: /health }" } }),
      passing: example({ services: { oven: "ports: { http: 8001 }\nhealth: { get: /health }" } }),
    }),
  },
  "hosts/no_address": {
    summary: "A host is reached from another one, and its private address is not declared.",
    explain: () => ({
      why: `An edge to another host is written into an environment file as an address. It has to be a static one, so that it survives the VM:
Terraform reserves it, and the other host is told the same.`,
      source: {
        title: "Google Cloud: reserve a static internal IP address",
        url: "https://cloud.google.com/vpc/docs/reserve-static-internal-ip-address",
      },
      failing: hosts(""),
      passing: hosts("address: 10.0.0.3"),
    }),
  },
  "names/clash": {
    summary: "One variable would stand for two things.",
    explain: () => ({
      why: `Where an environment runs in the cloud and on a laptop, what differs is read from variables that are named after hosts, services and
routes: in capitals, with underscores. \`full-text\` and \`full_text\` become one name, and one of both would be called under the other's.`,
    }),
  },
  "names/reserved": {
    summary: "A name is one that is used by Groundplan itself.",
    explain: () => ({
      why: `Every stack has the networks \`ingress\` and \`egress\`, and edges call the CDN and the providers by fixed names (\`cdn\`, \`gcp\`,
\`vercel\`, \`cloudflare\`): something else of that name could not be told from them.`,
      failing: example({ services: { ingress: "" } }),
      passing: example({ services: { entrance: "" } }),
    }),
  },
  "names/taken": {
    summary: "Two things that are looked up by one name have the same.",
    explain: () => ({
      why: "Buckets, externals and hosts share one space of names, since `uses` may name each of them; so do a service and a network of one host.",
      failing: example({ services: { oven: "" }, more: "externals: { shop: { title: Web shop } }" }),
      passing: example({ services: { oven: "" }, more: "externals: { market: { title: Web shop } }" }),
    }),
  },
  "networks/pool_full": {
    summary: "A host has more Docker networks than its pool has room for.",
    explain: () => ({
      why: `Each service that others use has a network of its own, and each network a range out of \`dockerPool\`. The default pools of Docker run
out at about thirty; Groundplan's has room for four thousand, and a smaller one that is stated may not.`,
      source: {
        title: "Docker: daemon option default-address-pools",
        url: "https://docs.docker.com/engine/network/#subnet-allocation",
      },
      failing: pool("172.20.0.0/26"),
      passing: pool("172.20.0.0/20"),
    }),
  },
  "ports/published_elsewhere": {
    summary: "A port is published under another number, and on a laptop other hosts reach it directly.",
    explain: () => ({
      why: `In the cloud another host reaches the port that is published, on one laptop it reaches the container itself: there the number is the
one that the process listens on. The address is one text for both, so the numbers have to be the same.`,
      failing: laptop("{ port: 8001, publish: 9001 }"),
      passing: laptop("{ port: 8001, publish: 8001 }"),
    }),
  },
  "ports/unpublished": {
    summary: "A port that stays inside says how it is published.",
    explain: () => ({
      why: `\`internal\` keeps a port on its Docker networks: \`publish\`, \`address\` and \`reason\` would be read by nobody, and their reader would
believe that the port is open.`,
      failing: example({ services: { oven: "ports: { http: { port: 8001, exposure: internal, publish: 80 } }" } }),
      passing: example({ services: { oven: "ports: { http: { port: 8001, exposure: internal } }" } }),
    }),
  },
  "secrets/as_variable": {
    summary: "A variable has the name of a secret, or is stated both as a value and as a secret.",
    explain: () => ({
      why: `A variable is listed in \`.env.example\` and may have a default; a secret never. Under one name, the secret's value would be looked for
where values that may be read stand.`,
      failing: secret("{ TOKEN: { env: OVEN_TOKEN } }"),
      passing: secret("{ TOKEN: { env: TILL_TOKEN } }"),
    }),
  },
  "secrets/in_text": {
    summary: "A secret stands in a value that is written into an artifact.",
    explain: () => ({
      why: `What is generated is committed and read in review: a secret's value never stands in it, and what is filled in at run time can only
stand where a container reads it. A command and a health check are shown by \`docker inspect\` and by every list of processes.`,
      source: { title: "Docker Compose: secrets", url: "https://docs.docker.com/compose/how-tos/use-secrets/" },
      failing: example({
        services: { oven: "command: [bake, { secret: OVEN_TOKEN }]\nsecrets: { OVEN_TOKEN: OVEN_TOKEN }" },
        more: DECLARED,
      }),
      passing: example({ services: { oven: "command: [bake]\nsecrets: { OVEN_TOKEN: OVEN_TOKEN }" }, more: DECLARED }),
    }),
  },
  "secrets/in_url": {
    summary: "A secret stands inside a URL that its value may break.",
    explain: () => ({
      why: `A password with \`@\`, \`/\` or \`#\` in it ends the part of the URL in which it stands, and Compose can't percent-encode at run time. Keep
the whole URL as one secret (\`form: url\`), or draw the password of letters and digits and say \`form: url-safe\`.`,
      source: {
        title: "RFC 3986, section 2.2: reserved characters",
        url: "https://www.rfc-editor.org/rfc/rfc3986#section-2.2",
      },
      failing: inUrl(""),
      passing: inUrl(", form: url-safe"),
    }),
  },
  "secrets/no_reason": {
    summary: "A secret is handed over as a variable, and nothing says why.",
    explain: () => ({
      why: `A variable is shown by \`docker inspect\`, inherited by every child and printed by many crash reports; a file under /run/secrets is
not. Where an image can't read files, say so once in \`secretsAsVariables\` of the image, or in \`reason\` of the secret.`,
      source: { title: "Docker Compose: secrets", url: "https://docs.docker.com/compose/how-tos/use-secrets/" },
      failing: example({
        services: { oven: "secrets: { TOKEN: { secret: OVEN_TOKEN, as: variable } }" },
        more: DECLARED,
      }),
      passing: example({ services: { oven: "secrets: { TOKEN: { secret: OVEN_TOKEN, as: file } }" }, more: DECLARED }),
    }),
  },
  "services/concurrency_form": {
    summary: "A service states its concurrency, and its command can't be given a flag.",
    explain: () => ({
      why: "`concurrency` becomes a flag of a command that is a list of words; a line for a shell has no place of which that could be said safely.",
      failing: example({ services: { oven: "command: bake all\nconcurrency: 4" } }),
      passing: example({ services: { oven: "command: [bake, all]\nconcurrency: 4" } }),
    }),
  },
  "services/no_image": {
    summary: "A service has no image, and nothing to build one from.",
    explain: () => ({
      why: `Compose refuses a service with neither \`image\` nor \`build\`. What only \`local.build\` makes is there on laptops alone: a VM needs an
image that it can pull.`,
      source: composeSource("image"),
    }),
  },
  "services/no_stack": {
    summary: "To which stack of its host a service belongs can't be told.",
    explain: () => ({
      why: "Each stack is one Compose file. Where a host has one, all its services are in it; where it has several, each service says which.",
      failing: stacks(""),
      passing: stacks("stack: front"),
    }),
  },
  "values/missing": {
    summary: "A value that varies has none for an environment that needs one.",
    explain: () => ({
      why: `A value per environment has a key for each environment in which what it belongs to is, or a \`default\` for those that are not named.
Left out, one environment would silently have none.`,
      failing: varying("{ staging: 10 GB }"),
      passing: varying("{ staging: 10 GB, default: 50 GB }"),
    }),
  },
} as const satisfies Readonly<Record<string, ListedCode>>

const DECLARED = "secrets: { OVEN_TOKEN: { purpose: Token of the oven's maker } }"

function folder(directory: string): string {
  const lines = `stacks: { main: { directory: "${directory}", project: shop } }`
  return example({ hosts: { shop: { lines, services: { oven: "" } } } })
}

function hosts(lines: string): string {
  return example({
    hosts: {
      shop: { services: { orders: "uses: [kitchen.ovens]\nenvironment: { OVENS: { at: kitchen.ovens } }" } },
      kitchen: { ...(lines === "" ? {} : { lines }), services: { ovens: "ports: { http: 8001 }" } },
    },
  })
}

function pool(range: string): string {
  return example({
    hosts: {
      shop: {
        lines: `dockerPool: ${range}`,
        services: {
          orders: "uses: [ovens, till]",
          ovens: "ports: { http: 8001 }",
          till: "ports: { http: 8002 }",
        },
      },
    },
  })
}

function laptop(port: string): string {
  return example({
    environments: { staging: "{ placements: [local] }" },
    hosts: {
      shop: { services: { orders: "uses: [kitchen.ovens]\nenvironment: { OVENS: { at: kitchen.ovens } }" } },
      kitchen: { lines: "address: 10.0.0.3", services: { ovens: `ports: { http: ${port} }` } },
    },
  })
}

function secret(environment: string): string {
  return example({
    services: { oven: `environment: ${environment}\nsecrets: { OVEN_TOKEN: OVEN_TOKEN }` },
    more: DECLARED,
  })
}

function inUrl(form: string): string {
  return example({
    services: { oven: 'environment: { MAKER: { text: ["https://shop:", { secret: OVEN_TOKEN }, "@maker.example"] } }' },
    more: `secrets: { OVEN_TOKEN: { purpose: Token of the oven's maker${form} } }`,
  }).replace("{ repository: bakery/oven }", "{ repository: bakery/oven, secretsAsVariables: It reads no files }")
}

function stacks(own: string): string {
  return example({
    hosts: {
      shop: {
        lines: "stacks: { front: { directory: front, project: front }, back: { directory: back, project: back } }",
        services: { orders: own, ovens: "stack: back" },
      },
    },
  })
}

function varying(size: string): string {
  return example({
    environments: { staging: "{}", live: "{}" },
    hosts: { shop: { lines: `disks: { data: { size: ${size}, mount: /data } }`, services: { oven: "" } } },
  })
}
