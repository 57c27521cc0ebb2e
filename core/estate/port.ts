import type { Resolved } from "../origin.js"
import type { ResolvedText } from "./text.js"

/** A port in one environment. */
export interface Port extends Resolved {
  /** Unique in its service. */
  readonly name: string
  /** The number on which the process listens inside its container. */
  readonly port: number
  /** What is spoken on it. Default: told by the port's name, else `tcp`. */
  readonly protocol: "http" | "https" | "quic" | "tcp" | "udp"
  /** What carries the protocol. */
  readonly transport: "tcp" | "udp"
  /** Default: the most private that its edges and routes allow. */
  readonly exposure: Exposure
  /** The host's port; undefined when it is not published. */
  readonly published: number | undefined
  /**
   * The address it is published on: a literal, or a variable. Undefined when it is not published by Docker: it is internal, or its
   * service has the machine's own network.
   */
  readonly hostIp: ResolvedText | undefined
  /** The address that the topology states for it; undefined where its exposure decides. */
  readonly address: ResolvedText | undefined
  /** Why it is public. */
  readonly reason: string | undefined
}

/** Who may reach a port. */
export type Exposure = "internal" | "host" | "private" | "cdn" | "public"
