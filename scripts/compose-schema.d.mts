import type { Plugin } from "esbuild"

/** The source of a module that does what generators/compose/validator.ts does, its schema compiled ahead of time. */
export function composeValidatorSource(): string

/** Puts the compiled validator in the place of the one that compiles when it is asked. */
export const composeValidator: Plugin
