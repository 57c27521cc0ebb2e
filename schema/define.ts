import type {
  AddressReference,
  BucketReference,
  EnvironmentReference,
  SecretReference,
  UrlReference,
} from "./references.js"
import type { HandlerInput } from "./route.js"
import type {
  At,
  KeyOf,
  Meant,
  Named,
  OnlyKnown,
  PerEnvironment,
  Surplus,
  Unknown,
  ValueOf,
  With,
  Within,
} from "./shape.js"
import type { HostInput, RouteInput, ServiceInput, TopologyInput } from "./topology.js"

/**
 * Declares a topology. Returns it unchanged: it exists so that every name that refers to another is checked in the editor against the
 * names that the same literal declares, and misspelled fields are refused on their own line.
 *
 * `image: "postgrez"` → Type '"postgrez"' is not assignable to type '"postgres" | "redis" | NothingElse'. Did you mean '"postgres"'?
 */
export function defineTopology<const T extends Checked<T>>(topology: T): T {
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

/**
 * What a topology is held against: the input, narrowed to what the topology's own names allow at each place that refers to one of them.
 * As long as there is a field that nothing knows, the input alone: a record whose own name is misspelled declares no names.
 */
export type Checked<T> = [Surplus<T, Shape<T>>] extends [never]
  ? With<
      Shape<T>,
      {
        /** What providers and frontends refer to. */
        readonly clouds?: Clouds<T>
        /** What externals refer to. */
        readonly externals?: Externals<T, At<T, ["externals"]>>
        /** What hosts and services refer to. */
        readonly hosts?: Hosts<T, At<T, ["hosts"]>>
        /** What routes refer to. */
        readonly routes?: Routes<T, At<T, ["routes"]>>
      }
    >
  : Meant<T, Shape<T>> & Unknown<Surplus<T, Shape<T>>>

/** The input, and the topology's own environments in it. */
type Shape<T> = Within<TopologyInput, EnvironmentName<T>>

/** The environments; any, where none are declared. */
type EnvironmentName<T> = [At<T, ["environments"]>] extends [never] ? string : KeyOf<At<T, ["environments"]>>
type ImageName<T> = KeyOf<At<T, ["images"]>>
type SecretName<T> = KeyOf<At<T, ["secrets"]>>
type RouteName<T> = KeyOf<At<T, ["routes"]>>
type BucketName<T> = KeyOf<At<T, ["clouds", "cloudflare", "buckets"]>>
type ExternalName<T> = KeyOf<At<T, ["externals"]>>
type HostName<T> = KeyOf<At<T, ["hosts"]>>
type ServiceNameOf<T, H> = H extends string ? KeyOf<At<T, ["hosts", H, "services"]>> : never
type QualifiedService<T> = { [H in HostName<T>]: `${H}.${ServiceNameOf<T, H>}` }[HostName<T>]
type ServiceFrom<T, H> = ServiceNameOf<T, H> | QualifiedService<T>
type VercelName<T> = `vercel.${KeyOf<At<T, ["clouds", "vercel", "projects"]>>}`
type ProviderName<T> = KeyOf<At<T, ["clouds"]>>
type CdnName<T> = [At<T, ["clouds", "cloudflare", "cdn"]>] extends [never] ? never : "cdn"
/** What answers outside the hosts. */
type Outside<T> = BucketName<T> | ExternalName<T> | VercelName<T>
/** What an edge may lead to, seen from a host, or from outside where `H` is never. */
type Target<T, H> = ServiceFrom<T, H> | HostName<T> | Outside<T> | ProviderName<T> | CdnName<T>
type RouteTarget<T> = QualifiedService<T> | Outside<T>

/** The ports of the services that `N` names, seen from host `H`; any, where they are not known. */
type PortOf<T, H, N> = [N] extends [never]
  ? string
  : N extends `${infer Host}.${infer Service}`
    ? OwnPort<At<T, ["hosts", Host, "services", Service]>>
    : H extends string
      ? OwnPort<At<T, ["hosts", H, "services", N & string]>>
      : string

/** The ports that a service declares; any, where its image's family says what it listens on. */
type OwnPort<S> = [At<S, ["ports"]>] extends [never] ? string : Named<KeyOf<At<S, ["ports"]>>>

/** Edges; each is held against its own form, so that the error stands on the name. */
type Uses<T, H, U> = {
  readonly [I in keyof U]: U[I] extends string
    ? Named<Target<T, H>>
    : With<
        Within<EdgeInput, EnvironmentName<T>>,
        { readonly to: Named<Target<T, H>>; readonly port?: PortOf<T, H, At<U[I], ["to"]>> | undefined }
      >
}

/** Something with edges, and more fields of its own. */
type Using<T, H, Input, R, More = unknown> = With<
  Within<Input, EnvironmentName<T>>,
  { readonly uses?: Uses<T, H, At<R, ["uses"]>> | undefined } & More
>

type Clouds<T> = {
  readonly gcp?: Using<T, never, CloudInput["gcp"], At<T, ["clouds", "gcp"]>>
  readonly vercel?: Using<
    T,
    never,
    CloudInput["vercel"],
    At<T, ["clouds", "vercel"]>,
    { readonly projects: Projects<T, At<T, ["clouds", "vercel", "projects"]>> }
  >
  readonly cloudflare?: Using<T, never, CloudInput["cloudflare"], At<T, ["clouds", "cloudflare"]>>
}

type Projects<T, R> = {
  readonly [P in keyof R]: Using<
    T,
    never,
    ProjectInput,
    R[P],
    {
      readonly environment?: Texts<T, never, At<R[P], ["environment"]>> | undefined
      readonly secrets?: Secrets<T, At<R[P], ["secrets"]>, FrontendSecretInput> | undefined
    }
  >
}

type Externals<T, R> = { readonly [X in keyof R]: Using<T, never, ExternalInput, R[X]> }

type Hosts<T, R> = {
  readonly [H in keyof R]: Using<
    T,
    H,
    HostInput,
    R[H],
    { readonly services: Services<T, H, R[H], At<R[H], ["services"]>> }
  >
}

type Services<T, H, Host, R> = {
  readonly [S in keyof R]: Using<
    T,
    H,
    ServiceInput,
    R[S],
    {
      readonly image?: Named<ImageName<T>> | undefined
      readonly stack?: Named<KeyOf<At<Host, ["stacks"]>>> | undefined
      readonly group?: Group<T, At<R[S], ["group"]>> | undefined
      readonly networks?: readonly Named<KeyOf<At<Host, ["networks"]>>>[] | undefined
      readonly command?: Varying<T, Command<T, H>> | undefined
      readonly entrypoint?: Varying<T, Command<T, H>> | undefined
      readonly health?: Health<T, H, R[S], At<R[S], ["health"]>> | undefined
      readonly environment?: Texts<T, H, At<R[S], ["environment"]>> | undefined
      readonly secrets?: Secrets<T, At<R[S], ["secrets"]>, ServiceSecretInput> | undefined
      readonly store?: With<
        Within<StoreInput, EnvironmentName<T>>,
        { readonly usedBy?: "stack" | "host" | readonly Named<ServiceFrom<T, H>>[] | undefined }
      >
      readonly backup?: With<
        Within<BackupInput, EnvironmentName<T>>,
        { readonly of: Named<ServiceFrom<T, H>>; readonly to: Named<BucketName<T>> }
      >
      readonly local?: With<LocalInput, { readonly command?: Command<T, H> | undefined }>
    }
  >
}

/** A group is words of the user's own, or a frontend. */
type Group<T, G> = G extends `vercel.${string}` ? Named<VercelName<T>> : string

type Health<T, H, S, Stated> = Stated extends object
  ? With<HealthInput, { readonly on?: OwnPort<S> | undefined; readonly command?: Command<T, H> | undefined }>
  : "none"

/** Secrets that are handed over, by name or with more to say. */
type Secrets<T, R, Input> = {
  readonly [V in keyof R]: R[V] extends string
    ? Named<SecretName<T>>
    : With<Within<Input, EnvironmentName<T>>, { readonly secret: Named<SecretName<T>> }>
}

/** A value, or one per environment. */
type Varying<T, V> = V | PerEnvironment<V, EnvironmentName<T>>

type Texts<T, H, R> = { readonly [V in keyof R]: Varying<T, Text<T, H>> }
type Command<T, H> = string | readonly Text<T, H>[] | { readonly shell: string }
type Text<T, H> = string | number | boolean | Reference<T, H> | { readonly text: readonly (string | Reference<T, H>)[] }

/** What the references of a text may name. */
type Reference<T, H> =
  | EnvironmentReference
  | With<AddressReference, { readonly at: Named<ServiceFrom<T, H> | ExternalName<T>> }>
  | With<SecretReference, { readonly secret: Named<SecretName<T>> }>
  | With<UrlReference, { readonly url: Named<RouteName<T>> }>
  | With<BucketReference, { readonly bucket: Named<BucketName<T>> }>

type Routes<T, R> = {
  readonly [N in keyof R]: With<
    Within<RouteInput, EnvironmentName<T>>,
    {
      readonly proxy?: Named<QualifiedService<T>> | undefined
      readonly to?: Varying<T, Named<RouteTarget<T>>> | undefined
      readonly port?: PortOf<T, never, Stated<At<R[N], ["to"]>>> | undefined
      readonly handle?: Handlers<T, At<R[N], ["handle"]>> | undefined
    }
  >
}

/** The handlers of a route's tree, each with the ports of what it leads to. */
type Handlers<T, R> = {
  readonly [I in keyof R]: With<
    Within<HandlerInput, EnvironmentName<T>>,
    {
      readonly to?: Named<RouteTarget<T>> | undefined
      readonly port?: PortOf<T, never, At<R[I], ["to"]>> | undefined
      readonly redirect?: string | { readonly route: Named<RouteName<T>> } | undefined
      readonly basicAuth?: With<BasicAuthInput, { readonly password: Named<SecretName<T>> }> | undefined
      readonly handle?: Handlers<T, At<R[I], ["handle"]>> | undefined
    }
  >
}

/** The values that are stated, for one environment or for several. */
type Stated<V> = V extends object ? V[keyof V] : V

type CloudInput = {
  readonly [C in keyof NonNullable<TopologyInput["clouds"]>]-?: NonNullable<NonNullable<TopologyInput["clouds"]>[C]>
}
type ExternalInput = ValueOf<NonNullable<TopologyInput["externals"]>>
type EdgeInput = Exclude<NonNullable<ServiceInput["uses"]>[number], string>
type ProjectInput = ValueOf<CloudInput["vercel"]["projects"]>
type FrontendSecretInput = Exclude<ValueOf<NonNullable<ProjectInput["secrets"]>>, string>
type ServiceSecretInput = Exclude<ValueOf<NonNullable<ServiceInput["secrets"]>>, string>
type HealthInput = Exclude<NonNullable<ServiceInput["health"]>, string>
type StoreInput = NonNullable<ServiceInput["store"]>
type BackupInput = NonNullable<ServiceInput["backup"]>
type LocalInput = NonNullable<ServiceInput["local"]>
type BasicAuthInput = NonNullable<HandlerInput["basicAuth"]>
