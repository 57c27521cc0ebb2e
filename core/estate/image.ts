import type { Resolved } from "../origin.js"

/** One container image. */
export interface Image extends Resolved {
  /** As the topology and images.toml name it. */
  readonly name: string
  /** The whole repository, with the registry where it is private. */
  readonly repository: string
  /** As the topology states it, for people. */
  readonly shortRepository: string
  /** Whether it is pulled from the private registry. Default false. */
  readonly private: boolean
  /** The line of releases that its tags belong to, by environment; empty where the topology states none. */
  readonly releases: Readonly<Record<string, string>>
  /** Default: told by the repository's name. */
  readonly family: Family
  /** What it is, in words. */
  readonly purpose: string | undefined
  /** Why its services take secrets as variables; undefined when they take files. */
  readonly secretsAsVariables: string | undefined
}

/** The image families whose habits are known. */
export type Family = "caddy" | "postgres" | "redis" | "db-backup" | "python" | "node" | "other"
