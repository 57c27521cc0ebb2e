import { example } from "../example.js"
import type { ListedCode } from "./listed.js"

const FORM =
  "`groundplan schema` prints the whole form as JSON Schema, with which an editor says the same while you type."

/** What is not of the form that a topology has. */
export const schemaCodes = {
  "schema/circular": {
    summary: "A part of the topology holds itself, or is nested too deep.",
    explain: () => ({
      why: `A topology is data, as JSON can say it. In TypeScript an object can be put into itself by a slip (\`a.handle = [a]\`), and in YAML an
alias can; what follows it would never end. Write the part out, or refer to it by name.`,
    }),
  },
  "schema/invalid_format": {
    summary: "A text is not written in the form that its field takes.",
    explain: () => ({
      why: `A duration, a size, a name, an address and a path each have one form, so that every tool they are handed to reads them alike.
The finding says which, and what was probably meant. ${FORM}`,
      failing: example({ services: { oven: "stopGracePeriod: 30 seconds" } }),
      passing: example({ services: { oven: "stopGracePeriod: 30s" } }),
    }),
  },
  "schema/invalid_key": {
    summary: "A name is not written as names of its kind are.",
    explain: () => ({
      why: `Names of hosts, routes and images become parts of DNS names, of file names and of Terraform addresses. The form that all of them
take is a label: lower-case letters, digits and hyphens, starting with a letter.`,
      source: {
        title: "RFC 1035, section 2.3.1: preferred name syntax",
        url: "https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1",
      },
      failing: example({ services: { Oven: "image: oven" } }),
      passing: example({ services: { oven: "" } }),
    }),
  },
  "schema/invalid_type": {
    summary: "A value is of another kind than its field takes.",
    explain: () => ({
      why: `A number in quotes is a text, and one word is no list. Compose and Caddy guess in such places, and guess differently; a topology
does not guess. ${FORM}`,
      failing: example({ services: { oven: "replicas: two" } }),
      passing: example({ services: { oven: "replicas: 2" } }),
    }),
  },
  "schema/invalid_union": {
    summary: "An object has none of the forms that its field takes.",
    explain: () => ({
      why: `Some fields take one of several forms, which are told apart by the field that each of them has: a value is read from a variable
(\`env\`) or a secret (\`secret\`), or is an address (\`at\`). An object with none of them could be any.`,
      failing: example({ services: { oven: "command: [bake, { heat: 220 }]" } }),
      passing: example({ services: { oven: 'command: [bake, { env: HEAT, default: "220" }]' } }),
    }),
  },
  "schema/invalid_value": {
    summary: "A value is none of those that its field takes.",
    explain: () => ({
      why: `Where a field takes one of a few words, another one has no meaning, however plausible it is. The finding lists them all. ${FORM}`,
      failing: example({ services: { oven: "restart: sometimes" } }),
      passing: example({ services: { oven: "restart: unless-stopped" } }),
    }),
  },
  "schema/required": {
    summary: "A field is missing that its object can't do without.",
    explain: () => ({
      why: `What has no default can't be guessed: where the files of a stack go, or under which name its containers run today. ${FORM}`,
      failing: example({ hosts: { shop: { lines: "stacks: { main: { project: shop } }", services: { oven: "" } } } }),
      passing: example({
        hosts: { shop: { lines: "stacks: { main: { directory: shop, project: shop } }", services: { oven: "" } } },
      }),
    }),
  },
  "schema/too_big": {
    summary: "A number, a text or a list is larger than its field takes.",
    explain: () => ({
      why: "A limit comes from what the value becomes: a port has 16 bits, a DNS name has 253 characters, and so have their fields.",
      source: {
        title: "RFC 9293, section 3.1: header format",
        url: "https://www.rfc-editor.org/rfc/rfc9293#section-3.1",
      },
      failing: example({ services: { oven: "ports: { http: 80800 }" } }),
      passing: example({ services: { oven: "ports: { http: 8080 }" } }),
    }),
  },
  "schema/too_small": {
    summary: "A number, a text or a list is smaller than its field takes.",
    explain: () => ({
      why: `A list that chooses (\`only\`, \`generate\`) is never empty: an empty choice would silently take everything away that it stands on.
Leave the field out where nothing is chosen.`,
      failing: example({ services: { oven: "only: []" } }),
      passing: example({ services: { oven: "only: [staging]" } }),
    }),
  },
  "schema/unrecognized_key": {
    summary: "A field stands where none of that name is known.",
    explain: () => ({
      why: `A field that nothing reads says something that nothing does. A misspelled \`restart\` would leave the default in force, and nobody
would notice until it matters; so every field is known, or refused. The nearest one that is known is suggested. ${FORM}`,
      failing: example({ services: { oven: "restrat: always" } }),
      passing: example({ services: { oven: "restart: always" } }),
    }),
  },
} as const satisfies Readonly<Record<string, ListedCode>>
