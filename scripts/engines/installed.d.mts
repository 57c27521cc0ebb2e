/** What became of an engine: where its program is, or why there is none. */
export type State =
  | { readonly path: string; readonly version: string; readonly made: string }
  | { readonly path?: undefined; readonly why: string }

/** The repository. */
export const root: string

/** The folder of the engines, `.engines`. */
export const home: string

/** Every engine that `engines:install` has come to, by name. */
export function installed(): Readonly<Record<string, State>>

/** Notes what became of an engine. */
export function note(name: string, state: State): void
