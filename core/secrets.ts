import type { Secret } from "./estate.js"

/**
 * Where a stack finds a secret that its services take as a file, relative to the stack's folder: `secrets/DATABASE_PASSWORD`.
 *
 * Whoever starts the stack writes the file there; the folder is its owner's alone, so what lies in it may be readable to all.
 */
export function secretFile(secret: Secret): string {
  return `secrets/${secret.name}`
}
