/** What is known of the programs in an official image. */
interface Contents {
  /** Programs that health checks are fond of, and that its images lack. */
  readonly lacks: readonly string[]
  /** The same for tags that name a variant, instead. */
  readonly variants?: Readonly<Record<string, readonly string[]>>
}

const DEBIAN_SLIM = ["curl", "wget", "nc", "netstat", "ping"]
/** BusyBox brings `wget`, `nc`, `netstat` and `ping`. */
const ALPINE = ["curl", "bash"]
/** Images of Python and Node that are not slim are made on top of `buildpack-deps`, which brings `curl` and `wget`. */
const BUILDPACK = ["nc", "netstat", "ping"]
const NO_SHELL = ["sh", "curl", "wget", "nc", "bash", "netstat", "ping"]

/**
 * Programs that official images lack, by repository, as their Dockerfiles build them in 2026-11:
 * https://github.com/docker-library/official-images. Tools that a build needs are removed again, so what an image downloads itself with is
 * not in it.
 */
const CONTENTS: Readonly<Record<string, Contents>> = {
  alpine: { lacks: ALPINE },
  busybox: { lacks: ALPINE },
  caddy: { lacks: ALPINE },
  debian: { lacks: DEBIAN_SLIM },
  haproxy: { lacks: DEBIAN_SLIM, variants: { alpine: ALPINE } },
  memcached: { lacks: DEBIAN_SLIM, variants: { alpine: ALPINE } },
  node: { lacks: BUILDPACK, variants: { slim: DEBIAN_SLIM, alpine: ALPINE } },
  postgres: { lacks: DEBIAN_SLIM, variants: { alpine: ALPINE } },
  python: { lacks: BUILDPACK, variants: { slim: DEBIAN_SLIM, alpine: ALPINE } },
  redis: { lacks: DEBIAN_SLIM, variants: { alpine: ALPINE } },
  traefik: { lacks: ALPINE },
  ubuntu: { lacks: DEBIAN_SLIM },
  valkey: { lacks: DEBIAN_SLIM, variants: { alpine: ALPINE } },
}

/**
 * The programs among those that health checks are fond of which an image is known to lack; none where it is not known.
 *
 * `redis`, `7-alpine` → `curl`, `bash`
 */
export function knownToLack(repository: string, tag: string | undefined): readonly string[] {
  if (/^gcr\.io\/distroless\//.test(repository)) return tag?.includes("debug") === true ? [] : NO_SHELL
  const name = repository.replace(/^(?:docker\.io\/)?(?:library\/|valkey\/)?/, "")
  if (!Object.hasOwn(CONTENTS, name)) return []
  const { lacks, variants = {} } = CONTENTS[name]!
  // A digest alone does not say which variant it is.
  if (tag === undefined) return lacks.filter((program) => Object.values(variants).every((one) => one.includes(program)))
  const variant = Object.keys(variants).find((word) => tag.split(/[.-]/).some((part) => part.startsWith(word)))
  return variant === undefined ? lacks : variants[variant]!
}
