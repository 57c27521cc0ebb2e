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
  return noText({ text }, "t`…`")
}

/**
 * Lets a reference throw where JavaScript would make the text `[object Object]` of it, which is what a template without its tag does.
 *
 * What throws is not enumerable, nor a symbol: to all who read data, the reference is plain data.
 */
function noText<R extends object>(reference: R, written: string): R {
  return Object.defineProperty(reference, "toString", {
    value: () => {
      throw new TypeError(
        `${written} is a reference, and no text yet. Write the tag t before a template that holds one: t\`redis://\${at("redis")}/0\``,
      )
    },
  })
}

/** Spells a call as it is written: `at("redis")`. */
function call(name: string, argument: string): string {
  return `${name}(${JSON.stringify(argument)})`
}

/** Reads a variable at run time: `env("REDIS_DB", { default: "0" })`. */
export function env<const N extends string>(
  name: N,
  options: { readonly default?: string; readonly purpose?: string } = {},
): EnvironmentReference<N> {
  return noText({ env: name, ...options }, call("env", name))
}

/** Refers to a declared secret: `secret("API_DATABASE_URL")`. */
export function secret<const N extends string>(name: N): SecretReference<N> {
  return noText({ secret: name }, call("secret", name))
}

/** The `host:port` of something the service uses: `at("compute.api")`; name a port when it has several. */
export function at<const R extends string>(reference: R, port?: string): AddressReference<R> {
  return noText(port === undefined ? { at: reference } : { at: reference, port }, call("at", reference))
}

/** The host half of {@link at}. */
export function hostOf<const R extends string>(reference: R): AddressReference<R> {
  return noText({ at: reference, part: "host" }, call("hostOf", reference))
}

/** The port half of {@link at}. */
export function portOf<const R extends string>(reference: R, port?: string): AddressReference<R> {
  return noText(
    port === undefined ? { at: reference, part: "port" } : { at: reference, port, part: "port" },
    call("portOf", reference),
  )
}

/** The public URL of a route in the environment at hand: `url("api")` → `https://api.example.com`. */
export function url<const R extends string>(route: R): UrlReference<R> {
  return noText({ url: route }, call("url", route))
}

/** The real name of a bucket in the environment at hand. */
export function bucket<const B extends string>(name: B): BucketReference<B> {
  return noText({ bucket: name }, call("bucket", name))
}
