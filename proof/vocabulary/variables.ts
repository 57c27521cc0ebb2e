/**
 * Variables that the engines read themselves. Compose takes what its env files state into its own process, so that they count as if
 * whoever calls it had set them (https://docs.docker.com/compose/how-tos/environment-variables/envvars/).
 */

/** What Compose prints, and how long it waits. */
export const QUIET: ReadonlySet<string> = new Set([
  "COMPOSE_ANSI",
  "COMPOSE_HTTP_TIMEOUT",
  "COMPOSE_MENU",
  "COMPOSE_PARALLEL_LIMIT",
  "COMPOSE_PROGRESS",
  "COMPOSE_STATUS_STDOUT",
  "BUILDKIT_PROGRESS",
  "DOCKER_CLI_HINTS",
  "DOCKER_HIDE_LEGACY_COMMANDS",
  "DOCKER_SCAN_SUGGEST",
])

/** Which files, profiles and projects Compose takes, which engine it talks to, by which way, and which programs it finds. */
export const ENGINE =
  /^(?:(?:COMPOSE|DOCKER|BUILDX|BUILDKIT|OTEL|LD|XDG|SSL|SSH)_\w+|(?:https?|no|all|ftp)_proxy|PATH|HOME|USER|SHELL|PWD|TMPDIR|BASH_ENV|ENV|GODEBUG|GOMAXPROCS)$/i
