import type { Generator } from "../core/generator.js"
import { caddy } from "./caddy/index.js"
import { compose } from "./compose/index.js"
import { docs } from "./docs/index.js"
import { terraform } from "./terraform/index.js"

/** Every generator there is. */
export const generators: readonly Generator[] = [compose, caddy, terraform, docs]
