/** A variable read at run time: Compose interpolation, a Caddy placeholder. */
export interface EnvironmentReference<N extends string = string> {
  /** The variable's name. */
  readonly env: N
  /** The value when it is not set. Without one, start-up stops with a message. */
  readonly default?: string | undefined
  /** What it means, for `.env.example` and the message. */
  readonly purpose?: string | undefined
}

/** A declared secret. Its value never appears in an artifact. */
export interface SecretReference<N extends string = string> {
  /** The secret's name under `secrets`. */
  readonly secret: N
}

/** The address of something that the service `uses`. */
export interface AddressReference<R extends string = string> {
  /** What is addressed: `redis`, `compute.api`, an external's name. */
  readonly at: R
  /** Which port of it, when it has several. */
  readonly port?: string | undefined
  /** `address` is `host:port`; `host` and `port` are its halves. Default `address`. */
  readonly part?: "address" | "host" | "port" | undefined
}

/** The public URL of a route, without a trailing slash: `https://api.example.com`. */
export interface UrlReference<R extends string = string> {
  /** The route's name. */
  readonly url: R
}

/** The name of an object storage bucket in this environment. */
export interface BucketReference<B extends string = string> {
  /** The bucket's name in the topology. */
  readonly bucket: B
}

/** A part of a text that is not a literal. */
export type Reference = EnvironmentReference | SecretReference | AddressReference | UrlReference | BucketReference

/** Literals and references, in order: `` t`redis://${at("redis")}/0` ``. */
export interface TemplateText<P extends Reference = Reference> {
  /** Literals and references, in order. */
  readonly text: (string | P)[]
}

/** A value handed to a program: a literal, one reference, or a text of both. Numbers and booleans are spelled as they print. */
export type TextInput = string | number | boolean | Reference | TemplateText

/**
 * Builds a text from a template: literals stay literal, references stay references.
 *
 * `` t`redis://${at("redis")}/0` `` → `{ text: ["redis://", { at: "redis" }, "/0"] }`
 */
export function t<const P extends readonly (Reference | string | number)[]>(
  strings: TemplateStringsArray,
  ...parts: P
): TemplateText<Extract<P[number], Reference>> {
  const text = strings.flatMap((literal, index) => {
    const part = parts[index]
    const head = literal === "" ? [] : [literal]
    if (part === undefined) return head
    return [...head, typeof part === "object" ? (part as Extract<P[number], Reference>) : String(part)]
  })
  return { text }
}

/** Reads a variable at run time: `env("REDIS_DB", { default: "0" })`. */
export function env<const N extends string>(
  name: N,
  options: { readonly default?: string; readonly purpose?: string } = {},
): EnvironmentReference<N> {
  return { env: name, ...options }
}

/** Refers to a declared secret: `secret("API_DATABASE_URL")`. */
export function secret<const N extends string>(name: N): SecretReference<N> {
  return { secret: name }
}

/** The `host:port` of something the service uses: `at("compute.api")`; name a port when it has several. */
export function at<const R extends string>(reference: R, port?: string): AddressReference<R> {
  return port === undefined ? { at: reference } : { at: reference, port }
}

/** The host half of {@link at}. */
export function hostOf<const R extends string>(reference: R): AddressReference<R> {
  return { at: reference, part: "host" }
}

/** The port half of {@link at}. */
export function portOf<const R extends string>(reference: R, port?: string): AddressReference<R> {
  return port === undefined ? { at: reference, part: "port" } : { at: reference, port, part: "port" }
}

/** The public URL of a route in the environment at hand: `url("api")` → `https://api.example.com`. */
export function url<const R extends string>(route: R): UrlReference<R> {
  return { url: route }
}

/** The real name of a bucket in the environment at hand. */
export function bucket<const B extends string>(name: B): BucketReference<B> {
  return { bucket: name }
}
