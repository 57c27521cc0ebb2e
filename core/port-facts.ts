/**
 * Ports that browsers refuse to open, and with them every `fetch` that follows the standard: its "bad ports", but for 0.
 *
 * https://fetch.spec.whatwg.org/#port-blocking, as of 2026-11; 4190 and 6679 are the latest, of 2024.
 */
export const BROWSER_BLOCKED_PORTS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
])

/**
 * Ports on which Cloudflare answers for a name that it proxies, and on which it then comes to the machine behind it.
 *
 * https://developers.cloudflare.com/fundamentals/reference/network-ports/, as of 2026-11.
 */
export const CLOUDFLARE_PORTS = {
  /** Without TLS. */
  http: [80, 8080, 8880, 2052, 2082, 2086, 2095],
  /** With TLS. */
  https: [443, 2053, 2083, 2087, 2096, 8443],
} as const satisfies Readonly<Record<string, readonly number[]>>

/** The first port that a process without privileges may listen on in a machine's own network (Linux, ip_unprivileged_port_start). */
export const FIRST_UNPRIVILEGED_PORT = 1024

/**
 * Ports on which only operators are meant to reach what listens there by default, most of which ask for no password.
 *
 * As the manual of each states it, 2026-11.
 */
export const ADMIN_PORTS: ReadonlyMap<number, string> = new Map([
  [1433, "SQL Server"],
  [1521, "Oracle"],
  [2019, "Caddy's admin API"],
  [2181, "ZooKeeper"],
  [2375, "The Docker API"],
  [2376, "The Docker API"],
  [2379, "etcd"],
  [3306, "MySQL"],
  [5432, "PostgreSQL"],
  [5601, "Kibana"],
  [5672, "RabbitMQ"],
  [5984, "CouchDB"],
  [6379, "Redis"],
  [7687, "Neo4j"],
  [8500, "The API of Consul"],
  [9042, "Cassandra"],
  [9092, "Kafka"],
  [9200, "Elasticsearch"],
  [9300, "Elasticsearch"],
  [10250, "The API of a kubelet"],
  [11211, "Memcached"],
  [15672, "The management of RabbitMQ"],
  [26379, "The sentinel of Redis"],
  [27017, "MongoDB"],
])

/**
 * Ports on which debuggers listen by default: whoever reaches one runs code. As the manual of each states it, 2026-11.
 *
 * None but that of Node.js speaks HTTP: what is said to do so on another of these numbers is no debugger.
 */
export const DEBUG_PORTS: ReadonlyMap<number, { readonly what: string; readonly http: boolean }> = new Map([
  [2345, { what: "The debugger of Go (Delve)", http: false }],
  [5005, { what: "The debugger of Java (JDWP)", http: false }],
  [5678, { what: "The debugger of Python (debugpy)", http: false }],
  [9229, { what: "The debugger of Node.js", http: true }],
])
