import { example } from "../example.js"
import { composeSource, type ListedCode } from "./listed.js"

/** Edges, their addresses and their ends, that can't be what they are said to be. */
export const edgeCodes = {
  "edges/condition": {
    summary: "A service waits for something that Compose can't watch.",
    explain: () => ({
      why: `\`condition\` becomes \`depends_on\`, which knows the services of its own Compose file only: one of another stack, of another host or
outside can't be waited for. Let the service try until it is answered; it has to anyway, when what it uses is restarted.`,
      source: composeSource("depends_on"),
      failing: stacks("[{ to: ovens, condition: started }]"),
      passing: stacks("[ovens]"),
    }),
  },
  "edges/no_address": {
    summary: "An address is asked for of something that has none.",
    explain: () => ({
      why: `The address of an external is the first of its \`hosts\`; where none is declared there is nothing to write. A bucket has a name,
\`{ bucket: photos }\`, and no address.`,
      failing: bank("{ title: The bank }"),
      passing: bank("{ title: The bank, hosts: [pay.example] }"),
    }),
  },
  "edges/no_health": {
    summary: "A service waits until another one is healthy that nothing checks.",
    explain: () => ({
      why: `Compose refuses to start a project in which \`service_healthy\` is waited for on a container without a health check: it would wait
forever. Add \`health\`, or wait until the service is \`started\`.`,
      source: composeSource("depends_on"),
      failing: pair("uses: [{ to: ovens, condition: healthy }]", ""),
      passing: pair("uses: [{ to: ovens, condition: healthy }]", "\nhealth: { command: [oven, ping] }"),
    }),
  },
  "edges/no_job": {
    summary: "A service waits until another one has completed that never ends.",
    explain: () => ({
      why: `\`completed\` waits until a container has ended well, which a service that stays up never does: whoever waits for it never starts.
Say \`job: true\` of what ends, such as a migration.`,
      source: composeSource("depends_on"),
      failing: pair("uses: [{ to: ovens, condition: completed }]", ""),
      passing: pair("uses: [{ to: ovens, condition: completed }]", "\njob: true").replace(
        "ports: { http: 8001 }\n        ",
        "",
      ),
    }),
  },
  "edges/no_network": {
    summary: "An edge leads to or from a service that no Docker network reaches.",
    explain: () => ({
      why: `A container with \`networkMode: none\` reaches nobody, and one on the machine's own network (\`host\`) is on no network that other
containers could find it on by name.`,
      source: composeSource("network_mode"),
      failing: pair("uses: [ovens]", "", "\nnetworkMode: none"),
      passing: pair("uses: [ovens]", ""),
    }),
  },
  "edges/no_port": {
    summary: "Which port an edge or an address means can't be told.",
    explain: () => ({
      why: `A firewall opens a port, and an address names one. Where the service has several, of which not just one speaks
HTTP, the edge says which: \`{ to: ovens, port: api }\`. Where it has none, declare the one that it listens on.`,
      failing: pair("uses: [ovens]\nenvironment: { OVENS: { at: ovens } }", "", "", ""),
      passing: pair("uses: [ovens]\nenvironment: { OVENS: { at: ovens } }", ""),
    }),
  },
  "edges/undeclared": {
    summary: "The address of something is used without an edge to it.",
    explain: () => ({
      why: `An edge is what makes a network, opens a firewall and draws an arrow. An address without one would be written into the environment of
a service that can't reach it, and shown on no diagram. Add it to \`uses\`.`,
      failing: pair("environment: { OVENS: { at: ovens } }", ""),
      passing: pair("uses: [ovens]\nenvironment: { OVENS: { at: ovens } }", ""),
    }),
  },
} as const satisfies Readonly<Record<string, ListedCode>>

function pair(orders: string, more: string, mode = "", ports = "ports: { http: 8001 }"): string {
  return example({ services: { orders: `${orders}${mode}`, ovens: `${ports}${more}` } })
}

function stacks(uses: string): string {
  return example({
    hosts: {
      shop: {
        lines: "stacks: { front: { directory: front, project: front }, back: { directory: back, project: back } }",
        services: { orders: `stack: front\nuses: ${uses}`, ovens: "stack: back\nports: { http: 8001 }" },
      },
    },
  })
}

function bank(external: string): string {
  return example({
    services: { orders: "uses: [bank]\nenvironment: { BANK: { at: bank, part: host } }" },
    more: `externals: { bank: ${external} }`,
  })
}
