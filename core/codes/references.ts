import { type ExampleParts, example } from "../example.js"
import type { ListedCode } from "./listed.js"

const NAMES = `Names are looked up among what the topology declares, so that a slip is told here and not by a container that can't find what
it calls. The nearest name that is declared is suggested, with the place where it is; in TypeScript the editor says so as you type.`

/** References that lead nowhere, or not where they seem to. */
export const referenceCodes = {
  "references/absent": {
    summary: "Something is used in an environment that it is not in.",
    explain: () => ({
      why: `What is limited with \`only\` is not there in other environments, and what uses it there would call nobody. Limit the use too, or put
what is used into that environment.`,
      failing: twoEnvironments("uses: [ovens]"),
      passing: twoEnvironments("uses: [{ to: ovens, only: [staging] }]"),
    }),
  },
  "references/ambiguous": {
    summary: "A name means a service of the own host, and something outside just as well.",
    explain: () => ({
      why: `A bare name in \`uses\` is a service of the own host first, and else a bucket or an external. Where both have it, a reader can't tell
which was meant, and the day the service goes, the edge silently leads elsewhere. Write the service with its host: \`shop.payments\`.`,
      failing: external("payments"),
      passing: external("shop.payments"),
    }),
  },
  "references/binding_rule": {
    summary: "The topology weighs a rule less, or accepts its findings, though what is generated relies on it.",
    explain: () => ({
      why: `A rule of a generator says what can't be spelled in its format: what was written in spite of it would not work, or would say something
else. Rules that watch over acceptances can't be accepted either. Mend what they find instead.`,
      failing: example({ services: { oven: "" }, more: "rules: { severity: { services/compose_key: warning } }" }),
      passing: example({ services: { oven: "" }, more: "rules: { severity: { services/no_limit: warning } }" }),
    }),
  },
  "references/unknown_bucket": {
    summary: "A text names a bucket that nothing declares.",
    explain: () => ({
      why: `${NAMES} Buckets are declared in \`clouds.cloudflare.buckets\`.`,
      failing: bucket("photo"),
      passing: bucket("photos"),
    }),
  },
  "references/unknown_environment": {
    summary: "A value per environment, or an `only`, names an environment that nothing declares.",
    explain: () => ({
      why: `A misspelled environment is no environment: the value would be there for nobody, and \`only\` would leave out what it meant to keep.
An object whose keys are no environments is mostly a misspelled reference: \`{ secrte: … }\`.`,
      failing: example({ services: { oven: "only: [stagin]" } }),
      passing: example({ services: { oven: "only: [staging]" } }),
    }),
  },
  "references/unknown_frontend": {
    summary: "A service belongs to a frontend that nothing declares.",
    explain: () => ({
      why: `${NAMES} A \`group\` that starts with \`frontend \` names a project of \`clouds.vercel.projects\`.`,
    }),
  },
  "references/unknown_image": {
    summary: "A service names an image that nothing declares.",
    explain: () => ({
      why: `${NAMES} Images are declared in \`images\`; which tag each has stands in images.toml.`,
      failing: example({ services: { oven: "", till: "image: oven" } }).replace(
        "image: oven\n      till",
        "image: ovn\n      till",
      ),
      passing: example({ services: { oven: "", till: "image: oven" } }),
    }),
  },
  "references/unknown_network": {
    summary: "A service joins a network that its host does not declare.",
    explain: () => ({
      why: `${NAMES} Networks of a host's own are declared in its \`networks\`; those that edges make need no declaration.`,
    }),
  },
  "references/unknown_port": {
    summary: "A reference names a port that the service does not have.",
    explain: () => ({
      why: `${NAMES} Ports are named in \`ports\` of the service that listens on them.`,
      failing: ovens("[{ to: ovens, port: htp }]"),
      passing: ovens("[{ to: ovens, port: http }]"),
    }),
  },
  "references/unknown_proxy": {
    summary: "A route names a proxy that nothing declares.",
    explain: () => ({
      why: `${NAMES} A service with \`proxy\` is one; it is named as edges name it.`,
      failing: route("proxy: cady\nto: shop.orders"),
      passing: route("proxy: shop.caddy\nto: shop.orders"),
    }),
  },
  "references/unknown_route": {
    summary: "A text or a redirect names a route that nothing declares.",
    explain: () => ({
      why: `${NAMES} Routes are declared in \`routes\`; \`url("shop")\` becomes the URL of the route \`shop\` in the environment at hand.`,
      failing: route("to: shop.orders", "environment: { OWN_URL: { url: oders } }"),
      passing: route("to: shop.orders", "environment: { OWN_URL: { url: orders } }"),
    }),
  },
  "references/unknown_rule": {
    summary: "The topology weighs or accepts a rule that there is not.",
    explain: () => ({
      why: "A code that no rule has weighs nothing and accepts nothing. `groundplan rules` lists all of them.",
      failing: example({ services: { oven: "" }, more: "rules: { severity: { services/no_limits: warning } }" }),
      passing: example({ services: { oven: "" }, more: "rules: { severity: { services/no_limit: warning } }" }),
    }),
  },
  "references/unknown_secret": {
    summary: "A reference names a secret that nothing declares.",
    explain: () => ({
      why: `${NAMES} Secrets are declared in \`secrets\`, by name and purpose. Where what stands there does not look like the name of a variable,
it may be the secret's value: it is not quoted then, and should be replaced, since whoever reads the topology has read it.`,
      failing: secret("OVEN_TOKE"),
      passing: secret("OVEN_TOKEN"),
    }),
  },
  "references/unknown_service": {
    summary: "A datastore is said to be used by a service that nothing declares.",
    explain: () => ({
      why: `${NAMES} Who may use a datastore is named in \`store.usedBy\`; a misspelled name there would lock out who was meant.`,
      failing: usedBy("odrers"),
      passing: usedBy("orders"),
    }),
  },
  "references/unknown_stack": {
    summary: "A service names a stack that its host does not declare.",
    explain: () => ({
      why: `${NAMES} Stacks are declared in \`stacks\` of the host; each is one Compose file.`,
      failing: example({ services: { oven: "stack: man" } }),
      passing: example({ services: { oven: "stack: main" } }),
    }),
  },
  "references/unknown_target": {
    summary: "An edge or a route leads to something that nothing declares.",
    explain: () => ({
      why: `${NAMES} An edge may lead to a service of the own host (\`ovens\`), of another one (\`kitchen.ovens\`), to a bucket, an external, a host,
\`vercel.<project>\`, \`cdn\`, \`gcp\`, \`vercel\` and \`cloudflare\`.`,
      failing: ovens("[oven]"),
      passing: ovens("[ovens]"),
    }),
  },
} as const satisfies Readonly<Record<string, ListedCode>>

function ovens(uses: string): string {
  return example({ services: { orders: `uses: ${uses}`, ovens: "ports: { http: 8001 }" } })
}

function twoEnvironments(uses: string): string {
  return example({
    environments: { staging: "{}", live: "{}" },
    services: { orders: uses, ovens: "only: [staging]" },
  })
}

function external(to: string): string {
  return example({
    services: { orders: `uses: [${to}]`, payments: "ports: { http: 8000 }" },
    more: "externals: { payments: { title: Card payments, hosts: [pay.example] } }",
  })
}

function bucket(name: string): string {
  return example({
    services: { orders: `uses: [photos]\nenvironment: { PHOTOS: { bucket: ${name} } }` },
    more: "clouds: { cloudflare: { purpose: Storage, zone: bakery.example, buckets: { photos: { name: bakery-photos } } } }",
  })
}

function route(lines: string, own = ""): string {
  const services: ExampleParts["services"] = {
    caddy: "ports: { http: 80, https: 443 }\nproxy: {}",
    orders: `ports: { http: 8000 }\n${own}`,
  }
  return example({ services, routes: { orders: `host: staging.bakery.example\n${lines}` } })
}

function secret(name: string): string {
  return example({
    services: { oven: `secrets: { TOKEN: ${name} }` },
    more: "secrets: { OVEN_TOKEN: { purpose: Token of the oven's maker } }",
  })
}

function usedBy(name: string): string {
  return example({
    services: {
      orders: "uses: [redis]",
      redis: `store: { usedBy: [${name}] }\nmounts: [{ volume: orders, target: /data }]`,
    },
  })
}
