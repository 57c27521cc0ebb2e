import type { Service } from "./estate.js"

/** Whether a service keeps data that others come for: it says what it holds, or its image is a datastore's. */
export function isStore(service: Service): boolean {
  const family = service.image?.family
  return service.store !== undefined || family === "postgres" || family === "redis"
}
