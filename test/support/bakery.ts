import type { Loose } from "./library.js"

/**
 * A bakery of one host, `shop`, in one environment, `staging`. A service that names no image has one of its own name; more of the
 * topology takes the place of what it says itself.
 */
export function bakery(services: Loose, more: Loose = {}): Loose {
  const named = Object.fromEntries(Object.entries(services).map(([name, own]) => [name, { image: name, ...own }]))
  const images = Object.values(named).map(({ image }) => image as string)
  return {
    name: "bakery",
    environments: { staging: {} },
    images: Object.fromEntries(images.map((name) => [name, { repository: name }])),
    hosts: { shop: { stacks: { main: { directory: "shop-{environment}", project: "shop" } }, services: named } },
    ...more,
  }
}

/** A proxy, as every host that serves routes has one. */
export const CADDY = { ports: { http: 80, https: 443 }, proxy: {} }
