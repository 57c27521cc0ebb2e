import { example } from "../example.js"
import type { ListedCode } from "./listed.js"

const OCI = {
  title: "OCI Distribution Specification: pulling manifests",
  url: "https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests",
} as const

/** What is wrong with images.toml, or missing from it. */
export const imageCodes = {
  "images/invalid": {
    summary: "images.toml holds something that is neither a tag nor a digest.",
    explain: () => ({
      why: `A tag is letters, digits, \`.\`, \`-\` and \`_\`, 128 characters at most; a digest is \`sha256:\` and 64 hexadecimal digits. A number has to
stand in quotes: to TOML \`1.10\` is \`1.1\`.`,
      source: OCI,
      failing: example({ services: { oven: "" } }),
      passing: example({ services: { oven: "" } }),
      pins: '[oven]\ndefault = "1.0 beta"\n',
      passingPins: '[oven]\ndefault = "1.0-beta"\n',
    }),
  },
  "images/no_registry": {
    summary: "An image is private, and no registry is declared.",
    explain: () => ({
      why: `The repository of a private image begins with the registry of the project that holds the images, which is named once:
\`clouds.gcp.operations.registry\`.`,
    }),
  },
  "images/syntax": {
    summary: "images.toml is no TOML.",
    explain: () => ({
      why: "The file is edited by bots as well as by people; it has a table an image, and in it a line an environment.",
      source: { title: "TOML 1.0", url: "https://toml.io/en/v1.0.0" },
    }),
  },
  "images/unpinned": {
    summary: "An image has no tag or digest in images.toml.",
    explain: () => ({
      why: `Without a tag Docker takes \`latest\`, which is another image tomorrow. The finding ends with the command that pins all images that lack
one: \`groundplan pin oven=1.4 --env default\`.`,
      source: OCI,
      failing: example({ services: { oven: "" } }),
      passing: example({ services: { oven: "" } }),
      pins: "",
      passingPins: '[oven]\ndefault = "1.0.0"\n',
    }),
  },
} as const satisfies Readonly<Record<string, ListedCode>>
