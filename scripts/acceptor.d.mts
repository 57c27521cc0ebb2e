import type { Plugin } from "esbuild"

/** The source of a module that does what core/accept.ts does, the schema compiled ahead of time. */
export function acceptorSource(): Promise<string>

/** Puts the compiled acceptor in the place of the one that asks zod, and loads zod only when a topology is refused. */
export const schemaAcceptor: Plugin
