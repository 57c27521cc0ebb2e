import { example } from "../example.js"
import { movingTag, pinnedImages } from "../pinned.js"
import type { Rule } from "../rule.js"

/** What customers are served must be what was tried: a tag that moves is another image after the next pull. */
export const imagesMovingTag: Rule = {
  code: "images/moving_tag",
  severity: "warning",
  summary: "Production runs an image under a tag that is moved from release to release.",
  *check({ environments }) {
    for (const environment of environments) {
      if (environment.stage !== "production") continue
      for (const { image, pin, origin } of pinnedImages(environment)) {
        const tag = movingTag(pin)
        const how = tag === undefined ? undefined : movement(tag)
        if (how === undefined) continue
        yield {
          message:
            how === "major"
              ? `The tag ${JSON.stringify(pin)} of the image ${image.name} is moved to every release of its major version.`
              : `The tag ${JSON.stringify(pin)} of the image ${image.name} names no version.`,
          path: origin,
          found: JSON.stringify(pin),
          allowed: "a tag with a minor version (7.4-alpine), or a digest",
          notes: [{ message: "the image is declared there", path: image.path }],
          help: "Pin the version that runs today, or its digest: groundplan pin edits the file.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: "Production pulls when a VM is replaced, when a disk is cleaned up, or when somebody adds a service: at no time that anybody chose. A tag without a version (`alpine`, `main`, `stable`) brings a new major version then, which for a database can mean a data folder that the new program refuses and the old one no longer reads. A tag with a major version only (`17`, `7-alpine`) brings every minor release.\n\nA tag that names a minor version moves with fixes only, and a digest never. `latest` is told by `images/latest`.",
    source: {
      title: "Docker: best practices for pinning base image versions",
      url: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    },
    failing: example({ services: { oven: "" }, environments: { production: "{}" } }),
    passing: example({ services: { oven: "" }, environments: { production: "{}" } }),
    pins: '[oven]\ndefault = "stable"\n',
    passingPins: '[oven]\ndefault = "1.4.2"\n',
  }),
}

/** Words that are moved from release to release, whatever follows them. */
const MOVING =
  /^(?:main|master|trunk|develop(?:ment)?|dev|edge|nightly|stable|rolling|lts|current|next|canary|alpha|beta|rc|mainline|release|prod(?:uction)?|stag(?:e|ing)|test(?:ing)?)(?:-[a-z]+)?$/i
/** Base systems, which say nothing of the program that they carry. */
const SYSTEM =
  /^(?:alpine|slim|bookworm|bullseye|buster|trixie|jammy|noble|focal|debian|ubuntu|windowsservercore|nanoserver|ubi)(?:[\d.]*)(?:-slim)?$/i
const MAJOR = /^v?\d{1,2}(?:-[a-z][a-z0-9.-]*)?$/i

function movement(tag: string): "version" | "major" | undefined {
  if (/^latest(?:-|$)/.test(tag)) return undefined
  if (!/\d/.test(tag) || MOVING.test(tag) || SYSTEM.test(tag)) return "version"
  return MAJOR.test(tag) ? "major" : undefined
}
