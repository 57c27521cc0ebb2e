import type { Position } from "../formats/position.js"
import type { Belongings } from "./belongings.js"

/** What the artifacts of one environment, in one placement, say about who can open a connection to what. */
export interface Network {
  /** The machines that containers run on, in order of their units' paths. */
  readonly machines: readonly Machine[]
  /** By their keys. */
  readonly containers: ReadonlyMap<string, Container>
  /** Rules of the cloud's firewall, in order of priority: of two that are equal the denying one first. */
  readonly firewall: readonly FirewallRule[]
  /** Records of the DNS zone, of all environments. */
  readonly records: readonly DnsRecord[]
  /** Sites of every proxy. */
  readonly sites: readonly Site[]
}

/** A machine: a VM of the cloud, or a laptop. */
export interface Machine {
  /** The instance's name, or `laptop`. */
  readonly name: string
  /** Where its unit states the name; undefined for a machine that no unit describes. */
  readonly position: Position | undefined
  /** Its private address. */
  readonly address: Stated<string> | undefined
  /** Identifies its external address among records; undefined when it has none. */
  readonly externalAddress: Stated<string> | undefined
  /** Identifies the service account that it runs as, among firewall rules; undefined for a machine that no unit describes. */
  readonly account: string | undefined
  /** The network tags that firewall rules may name. */
  readonly tags: readonly string[]
  /** Identifies the cloud network that it is in. */
  readonly network: string | undefined
  /** Its ranges: those of its subnetwork, in CIDR notation. */
  readonly subnets: readonly Stated<string>[]
  /** What lets it out to the internet: its external address, or the network's NAT; undefined when nothing does. */
  readonly wayOut: Stated<string> | undefined
  /** The Compose projects that it runs, by name. */
  readonly stacks: ReadonlyMap<string, Stack>
  /** Its Docker networks by their real names. */
  readonly bridges: ReadonlyMap<string, Bridge>
}

/** A value, and the place of an artifact that states it. */
export interface Stated<T> {
  /** What is stated. */
  readonly value: T
  /** Where. */
  readonly position: Position
}

/** One Compose project on its machine. */
export interface Stack {
  /** The project's name. */
  readonly project: string
  /** Where the machine's unit names it; undefined on a laptop, and where no unit does. */
  readonly position: Position | undefined
  /** The Compose file's folder among the artifacts. */
  readonly directory: string
  /** Its containers. */
  readonly containers: readonly Container[]
}

/** The containers of one service: all replicas are alike. */
export interface Container {
  /** `project/service` on a laptop, and `host/project/service` where each host is a machine: two may run a project of one name. */
  readonly key: string
  /** The Compose project. */
  readonly project: string
  /** The service's name in the Compose file. */
  readonly service: string
  /** The machine's name. */
  readonly machine: string
  /** Where the service is declared. */
  readonly position: Position
  /** Whose network it has: Docker networks, the machine's, none, or that of another container (its key). */
  readonly mode: "bridges" | "host" | "none" | { readonly of: string }
  /** Its Docker networks. */
  readonly memberships: readonly Membership[]
  /** The ports that Docker publishes. */
  readonly published: readonly PublishedPort[]
  /** Names that its own hosts file answers, before any DNS. */
  readonly hosts: readonly (Stated<string> & { readonly name: string })[]
  /** Texts of its own that may hold addresses: values of its environment, words of its command, its health check. */
  readonly texts: readonly Text[]
  /** What it mounts from its machine. */
  readonly binds: readonly (Stated<string> & { readonly target: string })[]
  /** What else its file says of it. */
  readonly belongings: Belongings
}

/** A text in which a container may be told an address. */
export interface Text extends Stated<string> {
  /** The variable that it is the value of; undefined for a word of a command, or of a health check. */
  readonly variable: string | undefined
  /** The variables of the Compose file that it is made of. */
  readonly reads: readonly string[]
}

/** A container on a Docker network. */
export interface Membership {
  /** The network's real name. */
  readonly network: string
  /** The names that Docker's DNS server answers with this container, on this network; lower case. */
  readonly names: readonly string[]
  /** Those of them that the file gives it on this network alone, to be relied on. */
  readonly aliases: readonly string[]
  /** The address that the file gives it there; undefined where Docker chooses. */
  readonly address: Stated<string> | undefined
  /** Where it joins. */
  readonly position: Position
}

/** A Docker network of one machine. */
export interface Bridge {
  /** Its real name. */
  readonly name: string
  /** Whether it has no way out of the machine. */
  readonly isInternal: boolean
  /** Whether its members reach each other (`com.docker.network.bridge.enable_icc`). */
  readonly reachesNeighbours: boolean
  /** Whether connections of its members leave the machine under the machine's address. */
  readonly masquerades: boolean
  /** Its ranges in CIDR notation. */
  readonly subnets: readonly Stated<string>[]
  /** What must lie in one of them: the gateway, and the ranges that containers have their addresses from. */
  readonly inner: readonly Stated<string>[]
  /** Whether no project of the machine creates it. */
  readonly isExternal: boolean
  /** Where each project that creates it says so: one at most, where all is well. */
  readonly creators: readonly Position[]
  /** Where it is declared; undefined where no file does, as for one that somebody else creates. */
  readonly position: Position | undefined
  /** Who is on it. */
  readonly members: readonly { readonly container: Container; readonly membership: Membership }[]
}

/** A port of the machine that leads to one of a container. */
export interface PublishedPort {
  /** The machine's address on which it listens: `0.0.0.0`, `127.0.0.1`. */
  readonly hostIp: string
  /** The first and last port of the machine. */
  readonly published: readonly [number, number]
  /** The first and last port of the container; as many. */
  readonly target: readonly [number, number]
  /** What carries it. */
  readonly transport: Transport
  /** Where it is stated. */
  readonly position: Position
}

/** What carries a connection. */
export type Transport = "tcp" | "udp"

/** One rule of the cloud's firewall for connections that come in. */
export interface FirewallRule {
  /** Its name. */
  readonly name: string
  /** Where it is stated: in a unit, or in a module. */
  readonly position: Position
  /** Identifies the cloud network that it belongs to. */
  readonly network: string | undefined
  /** Lower counts first. */
  readonly priority: number
  /** Whether it lets through or refuses. */
  readonly action: "allow" | "deny"
  /** Source ranges in CIDR notation. */
  readonly ranges: readonly Stated<string>[]
  /** Source service accounts, as {@link Machine.account}. */
  readonly accounts: readonly string[]
  /** Source network tags. */
  readonly sourceTags: readonly string[]
  /** The machines that it is about: undefined for all of the network. */
  readonly targets: { readonly accounts: readonly string[]; readonly tags: readonly string[] } | undefined
  /** What it is about: every protocol and port where a part is undefined. */
  readonly traffic: readonly Traffic[]
}

/** Part of what a firewall rule is about. */
export interface Traffic {
  /** `tcp`, `udp`; undefined for every protocol. */
  readonly protocol: string | undefined
  /** First and last ports; undefined for every port. */
  readonly ports: readonly (readonly [number, number])[] | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** One record of the DNS zone. */
export interface DnsRecord {
  /** The host name in full, lower case. */
  readonly hostname: string
  /** `A`, `CNAME`: upper case. */
  readonly type: string
  /** What it leads to: a literal in lower case, without a final dot, or as {@link Machine.externalAddress}. */
  readonly content: string
  /** Whether the CDN answers in its place. */
  readonly isProxied: boolean
  /** Identifies the zone that it is in; undefined where that is not known. */
  readonly zone: string | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** One address that a proxy serves. */
export interface Site {
  /** The proxy's container. */
  readonly container: Container
  /** Lower case; empty where any host name is served. */
  readonly hostname: string
  /** What is spoken. */
  readonly scheme: "http" | "https"
  /** The port inside the proxy's container. */
  readonly port: number
  /** Where the address is stated. */
  readonly position: Position
  /** Says what answers a request, and how certain that is. */
  readonly answer: (request: Request) => SiteAnswer
  /** Says what becomes of a request, in every way that the file leaves open. */
  readonly replies: (request: Request) => Replies
  /** The requests that its matchers tell apart, and what answers for each combination of them. */
  readonly branches: readonly Branch[]
  /** The addresses that it listens on alone; empty where it listens on all. */
  readonly binds: readonly Stated<string>[]
  /** Every upstream of the site. */
  readonly upstreams: readonly SiteUpstream[]
  /** Where its certificate comes from, where it has one. */
  readonly certificate: Certificate
}

/** Where a site's certificate comes from. */
export interface Certificate {
  /** `automatic`: from an authority that checks the name. `internal`: from the proxy itself. `other`: in a way that no topology has. */
  readonly kind: "automatic" | "internal" | "files" | "other"
  /** Whether the site itself says anything of it. */
  readonly isStated: boolean
  /** The authority, by where it is asked; undefined for the proxy's own choice. */
  readonly authority: string | undefined
  /** The files of certificates and keys in the proxy's container. */
  readonly files: readonly { readonly certificate: string; readonly key: string }[]
  /** Where it is stated; for what is stated nowhere, the site's address. */
  readonly position: Position
}

/** One HTTP request. */
export interface Request {
  /** `/`, `/docs/x`. */
  readonly path: string
  /** `GET`. */
  readonly method: string
  /** By names in lower case. Default none. */
  readonly headers?: Readonly<Record<string, string>>
  /** The address that it comes from. Default one of documentation (RFC 5737). */
  readonly remote?: string
  /** Without the question mark. Default none. */
  readonly query?: string
  /** The scheme and the port inside the proxy's container. Default those of the site. */
  readonly at?: { readonly scheme: "http" | "https"; readonly port: number }
}

/** What becomes of a request. */
export interface Replies {
  /** One where all can be decided. */
  readonly ways: readonly Reply[]
  /** Why there may be more; undefined where there are none. */
  readonly doubt: Stated<string> | undefined
}

/** One way that a request may take through a proxy. */
export interface Reply {
  /** What answers. */
  readonly answer: SiteAnswer
  /** Identifies what it passes, and what answers, among a site's {@link Branch.end}. */
  readonly passed: readonly unknown[]
  /** The path that what answers sees; undefined when it cannot be told. */
  readonly path: string | undefined
  /** The query that it sees, without the question mark; undefined when it cannot be told. */
  readonly query: string | undefined
  /** The method that it sees; undefined when it cannot be told. */
  readonly method: string | undefined
  /** The accounts that may pass, of each login that is asked for on the way. */
  readonly logins: readonly Stated<readonly Account[]>[]
  /** What is done to the request's headers on the way; names in lower case, the last change to each. */
  readonly requestHeaders: ReadonlyMap<string, HeaderChange>
  /** What is done to the response's headers. */
  readonly responseHeaders: ReadonlyMap<string, HeaderChange>
}

/** An account of a login. */
export interface Account {
  /** The user's name. */
  readonly user: string
  /** The variable that holds what the password hashes to; undefined where it is stated in another way. */
  readonly variable: string | undefined
}

/** A change to a header: its value, null where it is taken away. */
export interface HeaderChange extends Stated<string | null> {
  /** Whether it is made only where nobody else has set the header. */
  readonly isDefault: boolean
}

/** What a request must be like to come to something that a site does. */
export interface Branch {
  /** The conditions that it passes, the outermost first. */
  readonly steps: readonly Step[]
  /** Identifies the end. */
  readonly end: unknown
  /** Whether requests may go on from there, to this end or another. */
  readonly goesOn: boolean
  /** Where the end is stated, or the condition. */
  readonly position: Position
  /** What no request can be made up for; undefined where one can. */
  readonly blind: Stated<string> | undefined
}

/** One condition. */
export interface Step extends Condition {
  /** What was cut off the front of the path before it is looked at. */
  readonly prefix: string
}

/** What a matcher asks of a request: all that is not empty must hold. */
export interface Condition {
  /** Patterns of which one must match. */
  readonly paths: readonly string[]
  /** One of them must be the method. */
  readonly methods: readonly string[]
  /** All of them; null for one that must be absent. A `*` stands for anything. */
  readonly headers: readonly { readonly name: string; readonly value: string | null }[]
  /** Ranges of addresses of which one must hold the client. */
  readonly ranges: readonly string[]
  /** All of them. */
  readonly query: readonly { readonly name: string; readonly value: string }[]
  /** None of them may hold. */
  readonly not: readonly Condition[]
}

/** What a proxy answers a request with. */
export type SiteAnswer =
  | {
      readonly kind: "upstream"
      /** Those it may be handed to. */
      readonly upstreams: readonly SiteUpstream[]
      /** How they are spoken to: `http`, `https`. */
      readonly protocol: string
      /** The path that is asked to learn whether they are well; undefined where none is. */
      readonly health: Stated<string> | undefined
      /** Where it is stated. */
      readonly position: Position
    }
  | { readonly kind: "redirect"; readonly to: string; readonly status: number; readonly position: Position }
  | { readonly kind: "respond"; readonly status: number; readonly body: string; readonly position: Position }
  | {
      readonly kind: "files"
      /** The folder; undefined where it cannot be told. */
      readonly root: string | undefined
      /** The file that answers where there is none. */
      readonly fallback: string | undefined
      /** Whether folders are listed. */
      readonly isListed: boolean
      /** Where it is stated. */
      readonly position: Position
    }
  | { readonly kind: "nothing"; readonly position: Position }
  | { readonly kind: "unknown"; readonly reason: string; readonly position: Position }

/** Where a proxy passes requests on to. */
export interface SiteUpstream {
  /** The host half: a name or an address; lower case. */
  readonly host: string
  /** The port half; 0 where there is none, or where whoever sends the request says it. */
  readonly port: number
  /** Where it is stated. */
  readonly position: Position
}
