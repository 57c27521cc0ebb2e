import type { Environment, Image, Service } from "./estate.js"
import type { Origin } from "./origin.js"
import { UNREADABLE } from "./pins.js"

/** An image as one environment runs it. */
export interface PinnedImage {
  /** What is run. */
  readonly image: Image
  /** Its tag or digest, as images.toml states it. */
  readonly pin: string
  /** Where that stands: `images:/redis/production`. */
  readonly origin: Origin
  /** The first service that runs it. */
  readonly service: Service
}

/** The images that an environment runs under a pin that can be read, each once, in order of the services that run them. */
export function pinnedImages({ hosts }: Environment): readonly PinnedImage[] {
  const found = new Map<string, PinnedImage>()
  for (const { services } of hosts) {
    for (const service of services) {
      const { image, pin, pinOrigin } = service
      if (image === undefined || pin === undefined || pin === UNREADABLE || found.has(image.name)) continue
      found.set(image.name, { image, pin, origin: pinOrigin, service })
    }
  }
  return [...found.values()]
}

/** The tag of a pin; undefined where a digest says exactly what is run. `7-alpine` → `7-alpine`, `7-alpine@sha256:…` → undefined. */
export function movingTag(pin: string): string | undefined {
  return pin.includes("sha256:") ? undefined : pin
}

/** The tag of a pin, with or without a digest: `7-alpine@sha256:…` → `7-alpine`; undefined for a digest alone. */
export function tagOf(pin: string): string | undefined {
  const [tag] = pin.split("@") as [string]
  return tag.startsWith("sha256:") ? undefined : tag
}

/** The version that a pin begins with: `v17.2-alpine` → [17, 2]; undefined where it begins with none, such as `alpine`. */
export function versionOf(pin: string): readonly number[] | undefined {
  const found = /^v?(\d{1,4}(?:\.\d{1,4}){0,3})(?![0-9a-z])/i.exec(pin)
  return found?.[1]?.split(".").map(Number)
}
