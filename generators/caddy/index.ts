import { type Artifact, artifact, type Format } from "../../core/artifact.js"
import { defineGenerator } from "../../core/generator.js"
import { type CaddyDocument, caddyfileOrigins, printCaddyfile } from "../../formats/caddyfile.js"
import { proxiesOf } from "./context.js"
import { documentOf } from "./document.js"
import { rules } from "./rules/index.js"
import { refusing } from "./words.js"

/** Generates one Caddyfile for each proxy, in each environment. */
export const caddy = defineGenerator({
  name: "caddy",
  summary: "One Caddyfile for each reverse proxy.",
  rules,
  *generate({ shared, environments }): Iterable<Artifact> {
    for (const environment of environments) {
      for (const context of proxiesOf(environment, shared)) {
        const build = (): CaddyDocument => documentOf(context, refusing)
        yield artifact(context.proxy.caddyfile, build, FORMAT, { environment: environment.name })
      }
    }
  },
})

const FORMAT: Format<CaddyDocument> = { print: printCaddyfile, lineOrigins: caddyfileOrigins }
