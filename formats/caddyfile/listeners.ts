import type { Position } from "../position.js"
import type { SiteAddress } from "./address.js"
import type { CaddyBind, CaddyListener, CaddyOptions } from "./config.js"
import { formatNetworkAddress, isSocket, joinHostPort, parseNetworkAddress, splitNetworkAddress } from "./network.js"
import type { Problems } from "./problems.js"
import { shown } from "./refusal.js"
import { isOpenText } from "./shape.js"

/** Where Caddy listens for a site's address. */
export function listenersOf(
  address: SiteAddress,
  binds: readonly CaddyBind[],
  options: CaddyOptions,
  problems: Problems,
): readonly CaddyListener[] {
  const port = portOf(address, options, problems)
  const stated = binds.length > 0 ? binds : options.defaultBind
  if (stated.length === 0) return readListener("", port, address.position) ?? []
  const found = new Map<string, CaddyListener>()
  for (const { text, position } of stated.flatMap(({ addresses }) => addresses)) {
    const listeners = readListener(text, port, text === "" ? address.position : position)
    if (listeners === undefined) problems.add(`${shown(text)} is no address to listen on`, position)
    for (const listener of listeners ?? []) found.set(listener.address, listener)
  }
  return [...found.values()]
}

/** An address and a port; undefined when they make none. */
function readListener(text: string, port: string, position: Position): readonly CaddyListener[] | undefined {
  if (isOpenText(text))
    return [{ address: joinHostPort(text, port), network: "tcp", host: text, port: Number(port), position }]
  const split = splitNetworkAddress(text)
  if (split === undefined) return undefined
  const prefix = split.network === "" ? "" : `${split.network}/`
  const joined = isSocket(split.network) ? `${prefix}${split.host}` : `${prefix}${joinHostPort(split.host, port)}`
  const address = parseNetworkAddress(joined)
  if (address === undefined) return undefined
  const { network, host, from } = address
  return [{ address: formatNetworkAddress(address), network, host, port: from, position }]
}

function portOf(address: SiteAddress, { httpPort, httpsPort }: CaddyOptions, problems: Problems): string {
  const { scheme } = address
  const port = address.port === "" ? `${scheme === "http" ? httpPort : httpsPort}` : address.port
  if ((scheme === "http" && port === `${httpsPort}`) || (scheme === "https" && port === `${httpPort}`)) {
    problems.add(`The scheme ${scheme}:// and the port ${port} contradict each other`, address.position)
  }
  return port
}
