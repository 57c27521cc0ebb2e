import { spawn } from "node:child_process"
import { existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Tools } from "./install.js"
import { AUTHORITY, NAME_SERVER, type Network, OUTSIDERS } from "./network.js"
import { until } from "./run.js"

/** What the internet of an environment offers. */
export interface Internet {
  /** The certificate of the authority that signs what proxies ask for, in PEM. */
  readonly authority: string
  /** The file that holds it. */
  readonly authorityFile: string
}

/** The port of the internet on which somebody listens whom machines may call. */
export const CALLED = 443

/** Let's Encrypt's name: proxies ask there for certificates, and don't know that another authority answers. */
const ACME = "acme-v02.api.letsencrypt.org"

/**
 * Peoples the internet: a name server that knows the records as they are written, a certificate authority that speaks ACME under the
 * name of the one that Caddy asks, and somebody who listens.
 *
 * The authority checks each name as the real one does, by calling the machine that the name leads to.
 */
export async function people(
  network: Network,
  options: { readonly names: Readonly<Record<string, string>>; readonly state: string; readonly tools: Tools },
): Promise<Internet> {
  const { names, state, tools } = options
  mkdirSync(state, { recursive: true })
  const servers = join(state, "resolv.conf")
  writeFileSync(servers, `nameserver ${NAME_SERVER}\n`)
  const start = (name: string, command: readonly string[], environment: NodeJS.ProcessEnv = {}): void => {
    const log = openSync(join(state, `${name}.log`), "w")
    // Its own mounts come with entering the namespace, so the machine's list of name servers is covered for it alone.
    const covered = ["sh", "-c", `mount --bind '${servers}' /etc/resolv.conf && exec "$@"`, "sh"]
    const [program = "", ...argv] = [...network.inside("internet"), ...covered, ...command]
    spawn(program, argv, { stdio: ["ignore", log, log], env: { ...process.env, ...environment } })
  }
  const zone = join(state, "names.json")
  writeFileSync(zone, JSON.stringify({ ...names, [ACME]: AUTHORITY }))
  start("names", [tools.standin, "dns", `${NAME_SERVER}:53`, zone])
  start("somebody", [tools.standin, "listen", "internet", `${OUTSIDERS.internet.address}:${CALLED}`])

  const caddyfile = join(state, "Caddyfile")
  writeFileSync(caddyfile, AUTHORITY_CADDYFILE)
  start("authority", [tools.caddy, "run", "--config", caddyfile, "--adapter", "caddyfile"], {
    XDG_DATA_HOME: state,
    XDG_CONFIG_HOME: state,
    HOME: state,
  })
  const authorityFile = join(state, "caddy/pki/authorities/local/root.crt")
  await until("the certificate authority", 20_000, async () => (existsSync(authorityFile) ? true : undefined))
  return { authority: readFileSync(authorityFile, "utf8"), authorityFile }
}

/** Caddy's own ACME server, under the path of Let's Encrypt's directory. It finds names by the bed's name server. */
const AUTHORITY_CADDYFILE = `{
	admin off
	skip_install_trust
	auto_https disable_redirects
	default_bind ${AUTHORITY}
}

https://${ACME} {
	tls internal
	rewrite /directory /acme/local/directory
	acme_server {
		resolvers ${NAME_SERVER}:53
	}
}
`
