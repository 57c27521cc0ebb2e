import { child } from "../../schema/pointer.js"
import type { Service } from "../estate.js"
import { example } from "../example.js"
import { originOf } from "../origin.js"
import type { Rule } from "../rule.js"
import { servicesById } from "../services.js"

/** A Caddyfile that names a missing certificate is refused as a whole: every site of the proxy is down. */
export const routesCertificateUnmounted: Rule = {
  code: "routes/certificate_unmounted",
  severity: "error",
  summary: "A certificate's file is in no mount of the proxy.",
  *check({ environments }) {
    for (const { name, hosts, routes } of environments) {
      const services = servicesById({ hosts })
      for (const route of routes) {
        const { tls, proxy: proxyName } = route
        const proxy = proxyName === undefined ? undefined : services.get(proxyName.id)
        if (proxy === undefined || tls.kind !== "files" || builds(proxy)) continue
        for (const key of ["certificate", "key"] as const) {
          if (isMounted(tls[key], proxy)) continue
          yield {
            message: `${tls[key]} is in no mount of ${proxy.id}.`,
            path: child(originOf(route, "tls"), key),
            found: tls[key],
            notes: [{ message: "the proxy is declared there", path: proxy.path }],
            help: `Add a mount to ${proxy.id} whose target holds it, \`readOnly\`.`,
            environments: [name],
          }
        }
      }
    }
  },
  explain: () => ({
    why: "Caddy loads its whole configuration or none of it. Where one site names a certificate that is not there, the new configuration is refused; after a restart there is no old one, and all sites of the proxy are down.\n\nThe paths are those in the proxy's container: a folder of the host has to be mounted there.",
    source: { title: "Caddy: the tls directive", url: "https://caddyserver.com/docs/caddyfile/directives/tls" },
    failing: shop(""),
    passing: shop("\nmounts: [{ source: /etc/certificates, target: /certificates, readOnly: true }]"),
  }),
}

/** An image that is built for it may hold the files. */
function builds({ build }: Service): boolean {
  return build !== undefined
}

function isMounted(file: string, { mounts }: Service): boolean {
  return mounts.some(({ target }) => file === target || file.startsWith(target === "/" ? "/" : `${target}/`))
}

function shop(mounts: string): string {
  return example({
    services: {
      caddy: `ports: { http: 80, https: 443 }\nproxy: {}${mounts}`,
      orders: "ports: { http: 8000 }",
    },
    routes: {
      orders:
        "host: orders.bakery.example\nto: shop.orders\ntls: { certificate: /certificates/orders.pem, key: /certificates/orders.key }",
    },
  })
}
