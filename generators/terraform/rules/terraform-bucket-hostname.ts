import { originOf } from "../../../core/origin.js"
import type { Rule } from "../../../core/rule.js"
import { cloudExample } from "../example.js"

/** Cloudflare serves a bucket on names of its own zones only. */
export const terraformBucketHostname: Rule = {
  code: "terraform/bucket_hostname",
  severity: "error",
  summary: "A bucket is served on a host name outside the zone.",
  *check({ shared: { cloudflare }, environments }) {
    if (cloudflare === undefined) return
    const { zone } = cloudflare
    for (const { name, routes } of environments) {
      for (const route of routes) {
        if (route.proxy !== undefined || route.handlers[0]?.answer.kind !== "bucket") continue
        for (const { hostname, origin } of route.sites) {
          if (hostname === "localhost" || hostname === zone || hostname.endsWith(`.${zone}`)) continue
          yield {
            message: `The route ${route.name} serves a bucket on ${hostname}, outside the zone ${zone}.`,
            path: origin,
            found: hostname,
            allowed: `a name of ${zone}`,
            notes: [{ message: "the zone", path: originOf(cloudflare, "zone") }],
            help: "Choose a host name of the zone: Cloudflare serves buckets on no other.",
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => {
    const served = (host: string) =>
      cloudExample({
        clouds:
          "cloudflare:\n  purpose: Storage\n  zone: bakery.example\n  buckets: { photos: { name: bakery-photos } }",
        more: `routes: { photos: { host: ${host}, to: photos } }`,
      })
    return {
      why: "R2 serves a bucket on names of zones of the same account only: it makes the record and the certificate itself. A name of another zone is refused when it is applied.",
      source: {
        title: "Cloudflare R2: public buckets, custom domains",
        url: "https://developers.cloudflare.com/r2/buckets/public-buckets/#custom-domains",
      },
      failing: served("photos.bread.example"),
      passing: served("photos.bakery.example"),
    }
  },
}
