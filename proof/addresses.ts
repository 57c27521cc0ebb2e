import type { Stated, Text } from "./network.js"

/** An address that a container's files tell it: the host half, and the port where one is told. */
export interface ToldAddress extends Stated<string> {
  /** Undefined where none is told. */
  readonly port: number | undefined
}

/** `scheme://user:password@host:port/…`: RFC 3986, without IPv6. */
const URL_HOSTS =
  /[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@]*@)?([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)(?::(\d{1,5}))?(?=[/?#\s,"'\\)]|$)/gi
/** A whole value that is a host and a port. */
const HOST_PORT = /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?):(\d{1,5})$/i
/** A whole value that is a host. */
const HOST = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i
/** Variables whose value is a host: `DB01_HOST`, `PGHOST`, `SMTP_SERVER`. */
const HOST_VARIABLE = /(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$/i

/**
 * The addresses in what a container is told: hosts of URLs, `host:port` pairs, and values of variables that are named after a host.
 * A word that merely looks like a name is none of them.
 */
export function toldAddresses({ texts }: { readonly texts: readonly Omit<Text, "reads">[] }): readonly ToldAddress[] {
  const ports = new Map(
    texts.flatMap(({ variable, value }) =>
      variable !== undefined && /PORT$/.test(variable) && /^\d{1,5}$/.test(value)
        ? [[variable.replace(/PORT$/, ""), Number(value)] as const]
        : [],
    ),
  )
  return texts.flatMap(({ variable, value, position }): readonly ToldAddress[] => {
    if (value.includes("://"))
      return [...value.matchAll(URL_HOSTS)].map(([, host, port]) => told(host!, port, position))
    const pair = HOST_PORT.exec(value)
    if (pair !== null) return [told(pair[1]!, pair[2], position)]
    if (variable === undefined || !HOST_VARIABLE.test(variable) || !HOST.test(value)) return []
    return [
      {
        ...told(value, undefined, position),
        port: ports.get(variable.replace(/(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS)$/i, "")),
      },
    ]
  })
}

function told(host: string, port: string | undefined, position: ToldAddress["position"]): ToldAddress {
  return { value: host.toLowerCase(), port: port === undefined ? undefined : Number(port), position }
}
