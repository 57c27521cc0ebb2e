/** A variable of a container that changes what is declared, whatever its program is. */
export interface Detour {
  /** How it is called, in full. */
  readonly names: RegExp
  /** What it does, as the end of a sentence on it. */
  readonly effect: string
}

/** Variables that libraries and common images read without being told to; what a program of the user's own makes of others is its own. */
export const DETOURS: readonly Detour[] = [
  // What most HTTP clients do before they look up a name (https://curl.se/docs/manpage.html#ENVIRONMENT).
  { names: /^(?:https?|all|ftp)_proxy$/i, effect: "sends its requests to a proxy" },
  // What the dynamic linker loads into every program (ld.so(8)).
  { names: /^LD_(?:PRELOAD|AUDIT)$/, effect: "loads other code into its programs" },
  // Each by the page of its image at Docker Hub.
  {
    names:
      /^(?:POSTGRES_HOST_AUTH_METHOD|MYSQL_ALLOW_EMPTY_PASSWORD|MARIADB_ALLOW_EMPTY_ROOT_PASSWORD|ALLOW_EMPTY_PASSWORD)$/,
    effect: "says who needs no password",
  },
]
