import { example } from "../example.js"
import { pinnedImages, tagOf, versionOf } from "../pinned.js"
import type { Rule } from "../rule.js"

/** What pages say of an image must be what runs: its tags move within the line of releases that the topology states. */
export const imagesOutsideRelease: Rule = {
  code: "images/outside_release",
  severity: "error",
  summary: "A tag is not of the release line that its image states.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { image, pin, origin } of pinnedImages(environment)) {
        const release = image.releases[environment.name]
        const tag = tagOf(pin)
        if (release === undefined || tag === undefined || isOfLine(tag, release)) continue
        yield {
          message: `The tag ${JSON.stringify(tag)} of the image ${image.name} is not of its release line ${JSON.stringify(release)}.`,
          path: origin,
          found: JSON.stringify(pin),
          allowed: `a tag of the line ${release}, or a digest alone`,
          notes: [
            { message: "the line is stated there", path: image.sources[`release:${environment.name}`] ?? image.path },
          ],
          help: "Pin a tag of that line, or move the line: state the new one as `release` of the image.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: "A release line says what an image is to its readers and its data: `7-alpine` is Redis 7, whichever fix of it runs today. Pages show the line and not the tag, so that a deployment changes no page. A tag of another line would make those pages lie, and it is more than a deployment: a new major version of a database often refuses the folder that the old one wrote.\n\nSo moving on is two edits: the line in the topology, which people review, and the tag in images.toml. Each part of the line's version must be that of the tag (`7` admits `7.4.1`, not `70`), and the tag's variant must begin with the line's (`alpine` admits `alpine3.22`, not `bookworm`). A digest alone names no line and is admitted.",
    source: {
      title: "Semantic Versioning 2.0.0",
      url: "https://semver.org/",
    },
    failing: ofLine("7"),
    passing: ofLine("8"),
    pins: '[oven]\ndefault = "8.0.2"\n',
  }),
}

function ofLine(release: string): string {
  const stated = example({ services: { oven: "" } })
  return stated.replace("repository: bakery/oven", `repository: bakery/oven, release: "${release}"`)
}

/** `7.4.1-alpine3.22` is of the lines `7`, `7.4`, `7-alpine` and `alpine`. */
function isOfLine(tag: string, line: string): boolean {
  const version = versionOf(tag) ?? []
  const prefix = versionOf(line) ?? []
  return prefix.every((part, index) => part === version[index]) && continues(variantOf(tag), variantOf(line))
}

/** What follows the version: `7.4-alpine` → `alpine`, `alpine` → `alpine`. */
function variantOf(tag: string): string {
  return versionOf(tag) === undefined ? tag : tag.replace(/^v?[\d.]+[-_]?/i, "")
}

/** Whether a variant is another one or goes on after it, its last word or number not being a part of a longer one. */
function continues(variant: string, start: string): boolean {
  if (!variant.startsWith(start)) return false
  const last = start.at(-1) ?? ""
  const next = variant.charAt(start.length)
  return !(/\d/.test(last) && /\d/.test(next)) && !(/[a-z]/i.test(last) && /[a-z]/i.test(next))
}
