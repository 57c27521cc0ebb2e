import { example } from "../example.js"
import { movingTag, pinnedImages } from "../pinned.js"
import type { Rule } from "../rule.js"

/** `latest` is whatever was pushed last: nobody can say what runs, and nobody can go back to what ran. */
export const imagesLatest: Rule = {
  code: "images/latest",
  severity: "warning",
  summary: "An image is pinned to `latest`.",
  *check({ environments }) {
    for (const environment of environments) {
      for (const { image, pin, origin } of pinnedImages(environment)) {
        if (!/^latest(?:-|$)/.test(movingTag(pin) ?? "")) continue
        yield {
          message: `The image ${image.name} is pinned to ${JSON.stringify(pin)}.`,
          path: origin,
          found: JSON.stringify(pin),
          notes: [{ message: "the image is declared there", path: image.path }],
          help: "Pin the version that was tried, or its digest: groundplan pin edits the file.",
          environments: [environment.name],
        }
      }
    }
  },
  explain: () => ({
    why: "`latest` is no version but the tag that a push moves when it names no other. Two machines that pull on two days run two programs under one name, a restart can upgrade a database past what it can go back from, and after a bad release there is nothing to return to: the tag has moved on.\n\nAll environments are asked, since what is tried in one should be what is deployed in the next.",
    source: {
      title: "Docker: best practices for pinning base image versions",
      url: "https://docs.docker.com/build/building/best-practices/#pin-base-image-versions",
    },
    failing: example({ services: { oven: "" } }),
    passing: example({ services: { oven: "" } }),
    pins: '[oven]\ndefault = "latest"\n',
    passingPins: '[oven]\ndefault = "1.4.2"\n',
  }),
}
