import type { proofCodes } from "./codes/proof.js"
import type { Position } from "./diagnostic.js"
import type { Placement } from "./estate.js"
import type { Origin } from "./origin.js"

/** What the emitted files say about who can reach whom, held against what the topology grants. */
export interface Proof {
  /** Where the two differ, and what could not be read: none when all is proved. */
  readonly failures: readonly Failure[]
  /** What is reached, one for each environment and placement, in declared order. */
  readonly reaches: readonly PlacementReach[]
}

/** One way in which the files and the topology differ: a counterexample. */
export interface Failure {
  /** What kind of difference it is. */
  readonly code: FailureCode
  /** One sentence that states the fact. */
  readonly message: string
  /** The path, hop by hop, up to the one that breaks it; empty where there is none. */
  readonly hops: readonly Hop[]
  /** The line of an artifact to look at; undefined where a line is missing. */
  readonly position: Position | undefined
  /** The places of the topology behind it; empty where nothing is declared. */
  readonly origins: readonly Origin[]
  /** The environment in which it holds; undefined for what all share. */
  readonly environment: string | undefined
  /** One imperative sentence: what to change. */
  readonly help: string
}

/** The kinds of difference, which `core/codes/proof.ts` explains. */
export type FailureCode = keyof typeof proofCodes

/** One step of a path. */
export interface Hop {
  /** What is there, as part of a sentence. */
  readonly text: string
  /** Where an artifact says so; undefined where that is a habit of the engine, or where a line is missing. */
  readonly position: Position | undefined
  /** Whether the path goes on. */
  readonly isOpen: boolean
}

/** Who can reach whom, in one environment and placement. */
export interface PlacementReach {
  /** The environment's name. */
  readonly environment: string
  /** Where it runs. */
  readonly placement: Placement
  /** The internet first, then the CDN, operators, machines and containers; sorted. */
  readonly ways: readonly Way[]
  /** What the proof takes for granted, one sentence each. */
  readonly assumptions: readonly string[]
}

/** Who can reach whom. */
export interface Way {
  /** `internet`, `private networks`, `cdn`, `iap`, `vm backend`, or `host.service`. */
  readonly from: string
  /** `host.service`, `vm backend`, or `outside`. */
  readonly to: string
  /** What is reached: `tcp/443`, or `any port` on a shared network. */
  readonly ports: string
  /** Whether the topology declares it, or it follows from how wide the engines are. */
  readonly kind: "declared" | "incidental"
  /** How, in a few words: `network postgres`, `firewall`, `the machine's own address`. */
  readonly through: string
  /** What it follows from. */
  readonly origin: Origin
}
