import type { Value } from "./shape.js"

/** The modules that Caddy 2.11 has without any plugin, by what they are named for (its documentation of modules). */
const modules = {
  "DNS provider": [],
  "certificate issuer": ["acme", "internal", "zerossl"],
  "dynamic source of upstreams": ["a", "multi", "srv"],
  "format of logs": ["append", "console", "filter", "journald", "json"],
  "hash of passwords": ["argon2id", "bcrypt"],
  "output of logs": ["discard", "file", "net", "stderr", "stdout"],
  "permission for certificates": ["http"],
  "policy of choice": [
    "client_ip_hash",
    "cookie",
    "first",
    "header",
    "ip_hash",
    "least_conn",
    "query",
    "random",
    "random_choose",
    "round_robin",
    "uri_hash",
    "weighted_round_robin",
  ],
  "source of certificates": ["http", "tailscale"],
  "way to encode": ["gzip", "zstd"],
  storage: ["file_system"],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** The name of a module of some kind; one that only a plugin brings is told of. */
export function moduleOf(kind: keyof typeof modules): Value {
  const known: readonly string[] = modules[kind]
  return { name: `${kind} that Caddy has of its own`, test: (text) => known.includes(text) }
}
