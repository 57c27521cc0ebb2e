import { example } from "../example.js"
import type { Rule } from "../rule.js"

/** An image that nothing runs is still scanned, updated and trusted by whoever reads the list. */
export const imagesUnused: Rule = {
  code: "images/unused",
  severity: "warning",
  summary: "An image is declared that no service runs.",
  *check({ shared, environments }) {
    const used = new Set<string>()
    for (const { hosts } of environments)
      for (const { services } of hosts) for (const { image } of services) if (image !== undefined) used.add(image.name)
    for (const { name, path } of shared.images) {
      if (used.has(name)) continue
      yield {
        message: `The image ${name} is run by no service in any environment.`,
        path,
        found: name,
        help: "Remove it, and its table in images.toml; or let a service run it.",
      }
    }
  },
  explain: () => {
    const passing = example({ services: { oven: "" } })
    return {
      why: "The list of images is what people read to know what is run, and what a bot keeps up to date. One that nothing runs hides a service that was meant to and names another image, or it is a rest of one that is gone: then its tag is bumped for nobody, and needs no pin, so that nothing would say when it is run again without one.",
      source: { title: "Groundplan: images.toml names the version of every image that is run" },
      failing: passing.replace("images:\n", "images:\n  mixer: { repository: bakery/mixer }\n"),
      passing,
      pins: '[oven]\ndefault = "1.0.0"\n',
    }
  },
}
