import type { Rule } from "../rule.js"

/** `cdn` means the address ranges of a CDN: without one there is nobody to let through. */
export const exposureCdn: Rule = {
  code: "exposure/no_cdn",
  severity: "error",
  summary: "A port or route is exposed to the CDN, but none is declared.",
  *check({ shared, environments }) {
    if (shared.cloudflare !== undefined) return
    for (const environment of environments) {
      const ports = environment.hosts.flatMap(({ services }) =>
        services.flatMap((service) => service.ports.map((port) => ({ ...port, what: `Port ${port.name} of ${service.id}` }))),
      )
      const routes = environment.routes.map((route) => ({ ...route, what: `The route ${route.name}` }))
      for (const { exposure, sources, what } of [...routes, ...ports]) {
        if (exposure !== "cdn" || sources.exposure?.startsWith("/") !== true) continue
        yield {
          message: `${what} is exposed to the CDN, but no CDN is declared.`,
          path: sources.exposure,
          found: "cdn",
          help: "Declare clouds.cloudflare, or choose another exposure.",
          environments: [environment.name],
        }
      }
    }
  },
}
