/** A program that artifacts are put to. */
export interface Engine {
  /** What summaries and `engines:install NAME` call it; its program is `.engines/bin/NAME`. */
  readonly name: string
  /** The one version that is meant, without a `v`; `any` for a browser, which only its newest is safe to be. */
  readonly version: string
  /** Where it comes from. */
  readonly from:
    | GoSource
    | { readonly kind: "debian"; readonly package: string; readonly program: string }
    | { readonly kind: "system"; readonly package: string }
    | { readonly kind: "npm"; readonly package: string }
    | { readonly kind: "path"; readonly why: string }
    | { readonly kind: "here"; readonly folder: string }
    | SchemaSource
  /** What the Go linker is told besides: a version that a build from a copy can't know. */
  readonly ldflags?: string
  /** The program that serves as well where the PATH has it in this very version. */
  readonly onPath?: string
  /** Arguments that make the program print its version. A program from npm needs none. */
  readonly versionArguments?: readonly string[]
  /** The provider that its schema is served as: a source address without its host. */
  readonly serves?: string
  /** What it checks, for docs/engines.md. */
  readonly checks: string
}

/** A module of the Go module proxy, built by `go install`, or by `go build` inside a copy. */
export interface GoSource {
  readonly kind: "go"
  /** Its path, with the major version. */
  readonly module: string
  /** The command's package, below the module. */
  readonly package: string
  /** Why `go install` won't do, where it won't. */
  readonly copy?: string
}

/** A provider's schema, read from a package of npm that a generator made of it. It is served by the engine `provider`. */
export interface SchemaSource {
  readonly kind: "schema"
  /** With its version. */
  readonly package: string
  /** The script that reads it. */
  readonly reader: "cdktf" | "pulumi"
  /** What can't be read there, by resource: names of Terraform's own, what is required, and what is missing. */
  readonly amended?: Readonly<Record<string, object>>
}

/** The Go toolchain that builds them, as `GOTOOLCHAIN` names it. */
export const toolchain: string

/** Every engine, in the order of the table. */
export const engines: readonly Engine[]
