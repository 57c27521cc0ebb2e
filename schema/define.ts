import type { HandlerInput } from "./route.js"
import type { HostInput, RouteInput, ServiceInput, TopologyInput } from "./topology.js"

/**
 * Declares a topology. Returns it unchanged: it exists so that every name that refers to another is checked in the editor against the
 * names that the same literal declares, and misspelled fields are refused on their own line.
 *
 * `image: "postgrez"` → Type '"postgrez"' is not assignable to type '"postgres" | "redis"'. Did you mean '"postgres"'?
 */
export function defineTopology<const T extends TopologyInput & Checked<T>>(topology: T): T {
  return topology
}

/** Declares a host in a file of its own, keeping its names literal, so that {@link defineTopology} still checks them. */
export function defineHost<const T extends HostInput & OnlyKnown<T, HostInput>>(host: T): T {
  return host
}

/** Declares a service in a file of its own, keeping its names literal, so that {@link defineTopology} still checks them. */
export function defineService<const T extends ServiceInput & OnlyKnown<T, ServiceInput>>(service: T): T {
  return service
}

/** Declares a route in a file of its own, keeping its names literal, so that {@link defineTopology} still checks them. */
export function defineRoute<const T extends RouteInput & OnlyKnown<T, RouteInput>>(route: T): T {
  return route
}

/** What a topology's own names allow at each place that refers to one of them. */
export type Checked<T> = OnlyKnown<T, TopologyInput> & {
  /** Edges of providers and projects, and the environments that they name. */
  readonly clouds?: {
    readonly vercel?: {
      readonly uses?: readonly Uses<AnyTarget<T>, T>[]
      readonly projects?: Each<
        At<T, ["clouds", "vercel", "projects"]>,
        VercelProjectInput & { readonly only?: readonly EnvironmentName<T>[] }
      >
    }
    readonly cloudflare?: { readonly buckets?: Buckets<T, At<T, ["clouds", "cloudflare", "buckets"]>> }
  }
  /** The environments that secrets name. */
  readonly secrets?: Each<At<T, ["secrets"]>, SecretInput & { readonly only?: readonly EnvironmentName<T>[] }>
  /** The environments and targets that externals name. */
  readonly externals?: Each<
    At<T, ["externals"]>,
    ExternalInput & { readonly only?: readonly EnvironmentName<T>[]; readonly uses?: readonly Uses<AnyTarget<T>, T>[] }
  >
  /** Everything that hosts, their stacks and services refer to. */
  readonly hosts?: Hosts<T, At<T, ["hosts"]>>
  /** The proxies and targets that routes name. */
  readonly routes?: Routes<T, At<T, ["routes"]>>
}

type Member<R> = R extends Readonly<Record<string, infer V>> ? V : never
type Clouds = NonNullable<TopologyInput["clouds"]>
type VercelProjectInput = Member<NonNullable<Clouds["vercel"]>["projects"]>
type BucketInput = Member<NonNullable<NonNullable<Clouds["cloudflare"]>["buckets"]>>
type SecretInput = Member<NonNullable<TopologyInput["secrets"]>>
type ExternalInput = Member<NonNullable<TopologyInput["externals"]>>
type DiskInput = Member<NonNullable<HostInput["disks"]>>
type EdgeInput = Exclude<NonNullable<ServiceInput["uses"]>[number], string>
type ServiceSecretInput = Exclude<Member<NonNullable<ServiceInput["secrets"]>>, string>

/** The value at a path of keys, or never. */
type At<T, P extends readonly string[]> = P extends readonly [
  infer K extends string,
  ...infer R extends readonly string[],
]
  ? K extends keyof T
    ? At<T[K], R>
    : never
  : T

/** The literal keys of a record, or never. */
type KeyOf<T> = [T] extends [never] ? never : Extract<keyof T, string>

type Each<R, V> = [R] extends [never] ? unknown : { readonly [K in keyof R]: V }

/** Refuses the keys of `T` that `Shape` does not have, each on its own property. */
export type OnlyKnown<T, Shape> = { readonly [K in Exclude<keyof T, keyof Shape>]: never }

type EnvironmentName<T> = KeyOf<At<T, ["environments"]>>
type ImageName<T> = KeyOf<At<T, ["images"]>>
type SecretName<T> = KeyOf<At<T, ["secrets"]>>
type RouteName<T> = KeyOf<At<T, ["routes"]>>
type BucketName<T> = KeyOf<At<T, ["clouds", "cloudflare", "buckets"]>>
type HostName<T> = KeyOf<At<T, ["hosts"]>>
type ServiceNameOf<T, H> = H extends string ? KeyOf<At<T, ["hosts", H, "services"]>> : never
type QualifiedService<T> = { [H in HostName<T>]: `${H}.${ServiceNameOf<T, H>}` }[HostName<T>]
type VercelName<T> = `vercel.${KeyOf<At<T, ["clouds", "vercel", "projects"]>>}`
type Outside<T> = BucketName<T> | KeyOf<At<T, ["externals"]>> | VercelName<T> | "cdn" | "gcp" | "vercel" | "cloudflare"
type AnyTarget<T> = QualifiedService<T> | HostName<T> | Outside<T>

/** Edges whose targets must be among `Names`; each element is held against its own form, so that the error stands on the name. */
type UsesOf<Names extends string, T, U> = [U] extends [never]
  ? unknown
  : {
      readonly [I in keyof U]: U[I] extends string
        ? Names
        : EdgeInput & { readonly to: Names; readonly only?: readonly EnvironmentName<T>[] }
    }

/** One edge whose target must be one of `Names`. */
type Uses<Names extends string, T> =
  | Names
  | (EdgeInput & { readonly to: Names; readonly only?: readonly EnvironmentName<T>[] })

/** A value per environment whose keys must be environments. */
type PerEnvironment<T, V> = V extends object
  ? V extends
      | readonly unknown[]
      | { readonly text: unknown }
      | { readonly env: unknown }
      | { readonly secret: unknown }
      | { readonly at: unknown }
      | { readonly url: unknown }
      | { readonly bucket: unknown }
      | { readonly shell: unknown }
      | { readonly certificate: unknown }
    ? unknown
    : { readonly [K in keyof V]: K extends EnvironmentName<T> | "default" ? unknown : never }
  : unknown

/** The same for several fields. */
type Varying<T, V, Keys extends string> = { readonly [K in keyof V & Keys]: PerEnvironment<T, V[K]> }

type Hosts<T, R> = {
  readonly [H in keyof R]: HostInput &
    OnlyKnown<R[H], HostInput> &
    Varying<T, R[H], "machine" | "bootImage" | "bootDisk" | "address"> & {
      readonly only?: readonly EnvironmentName<T>[]
      readonly uses?: UsesOf<ServiceNameOf<T, H> | AnyTarget<T>, T, At<R[H], ["uses"]>>
      readonly disks?: Disks<T, At<R[H], ["disks"]>>
      readonly services: Services<T, H, At<R[H], ["services"]>, At<R[H], ["stacks"]>>
    }
}

type Disks<T, R> = [R] extends [never]
  ? unknown
  : {
      readonly [D in keyof R]: DiskInput &
        Varying<T, R[D], "size" | "type"> & { readonly only?: readonly EnvironmentName<T>[] }
    }

type Services<T, H, R, Stacks> = {
  readonly [S in keyof R]: ServiceInput &
    OnlyKnown<R[S], ServiceInput> &
    Varying<T, R[S], "command" | "entrypoint" | "replicas"> & {
      readonly image?: ImageName<T>
      readonly stack?: KeyOf<Stacks>
      readonly only?: readonly EnvironmentName<T>[]
      readonly uses?: UsesOf<ServiceNameOf<T, H> | AnyTarget<T>, T, At<R[S], ["uses"]>>
      readonly secrets?: {
        readonly [V in keyof At<R[S], ["secrets"]>]:
          | SecretName<T>
          | (ServiceSecretInput & { readonly secret: SecretName<T>; readonly only?: readonly EnvironmentName<T>[] })
      }
      readonly environment?: Texts<T, H, At<R[S], ["environment"]>>
      readonly backup?: { readonly of: ServiceNameOf<T, H> | QualifiedService<T>; readonly to: BucketName<T> }
    }
}

type Texts<T, H, R> = [R] extends [never]
  ? unknown
  : { readonly [V in keyof R]: PerEnvironment<T, R[V]> & References<T, H, R[V]> }

/** What the references of one text may name. */
type References<T, H, V> = V extends { readonly text: readonly (infer P)[] }
  ? { readonly text: readonly (string | Reference<T, H, P>)[] }
  : V extends object
    ? Reference<T, H, V>
    : unknown

type Reference<T, H, P> = P extends { readonly at: unknown }
  ? { readonly at: ServiceNameOf<T, H> | QualifiedService<T> | KeyOf<At<T, ["externals"]>> }
  : P extends { readonly secret: unknown }
    ? { readonly secret: SecretName<T> }
    : P extends { readonly url: unknown }
      ? { readonly url: RouteName<T> }
      : P extends { readonly bucket: unknown }
        ? { readonly bucket: BucketName<T> }
        : unknown

type Buckets<T, R> = [R] extends [never]
  ? unknown
  : {
      readonly [B in keyof R]: BucketInput &
        Varying<T, R[B], "name"> & { readonly only?: readonly EnvironmentName<T>[] }
    }

type RouteTarget<T> = QualifiedService<T> | Outside<T>

type Routes<T, R> = {
  readonly [N in keyof R]: RouteInput &
    OnlyKnown<R[N], RouteInput> &
    Varying<T, R[N], "host" | "exposure" | "tls"> & {
      readonly only?: readonly EnvironmentName<T>[]
      readonly proxy?: QualifiedService<T>
      readonly to?: RouteTarget<T> | { readonly [E in EnvironmentName<T> | "default"]?: RouteTarget<T> }
      readonly handle?: readonly Handlers<T>[]
    }
}

type Handlers<T> = HandlerInput & {
  readonly only?: readonly EnvironmentName<T>[]
  readonly to?: RouteTarget<T>
  readonly redirect?: string | { readonly route: RouteName<T> }
  readonly handle?: readonly Handlers<T>[]
}
