import type { SiteClaim } from "../../core/claims.js"
import type { Failure } from "../../core/proof.js"
import type { Certificate, Container, Site } from "../network.js"
import { insidePort, publishedAt } from "../published.js"
import { closed, hop } from "../trace.js"
import { AUTHORITIES, TEST_AUTHORITIES } from "../vocabulary/caddyfile.js"
import { type Context, closedPath, containerOf, failure, REBUILD } from "./context.js"
import { siteOf } from "./paths.js"

/** Certificates come from where the topology says, and who comes without TLS to a site that has it is sent there. */
export function* checkCertificates(context: Context): Iterable<Failure> {
  const { claims } = context
  const plain = new Set(
    claims.sites.flatMap((claim) => (claim.scheme === "http" ? [`${claim.proxy} ${claim.hostname}`] : [])),
  )
  for (const claim of claims.sites) {
    const container = containerOf(context, claim.proxy)
    const site = container === undefined ? undefined : siteOf(context, container, claim)
    if (container === undefined || site === undefined) continue
    yield* checkCertificate(context, claim, site)
    if (claim.scheme === "https" && claim.port === 443 && !plain.has(`${claim.proxy} ${claim.hostname}`))
      yield* checkRedirect(context, claim, { container, site })
  }
}

function* checkCertificate(context: Context, claim: SiteClaim, site: Site): Iterable<Failure> {
  const { certificate } = site
  if (claim.scheme === "http" && !certificate.isStated) return
  const isOff = context.scene.proxies
    .get(site.container.key)
    ?.config?.options.autoHttps.some((mode) => mode !== "disable_redirects")
  const isNone = isOff === true && certificate.kind !== "files" && claim.scheme === "https"
  if (!isNone && claim.scheme === "https" && isAs(certificate, claim)) return
  yield failure(context, "proof/disagreement", {
    message: `The certificate of ${claim.hostname} comes ${isNone ? "from nowhere (`auto_https`)" : nameOf(certificate)}, and the topology says ${claim.tls.kind}.`,
    position: certificate.position,
    hops: [hop(`${claim.proxy} serves ${claim.hostname}`, site.position)],
    origins: [claim.tlsOrigin],
    help: `If it is meant, state it in the topology (\`tls\`). ${REBUILD}`,
  })
}

function isAs({ kind, authority, files }: Certificate, { tls }: SiteClaim): boolean {
  switch (tls.kind) {
    case "automatic":
      return kind === "automatic" && (authority === undefined || AUTHORITIES.has(authority))
    case "acme-test":
      return kind === "automatic" && authority !== undefined && TEST_AUTHORITIES.has(authority)
    case "internal":
      return kind === "internal"
    case "files":
      return (
        kind === "files" &&
        files.length > 0 &&
        files.every(({ certificate, key }) => certificate === tls.certificate && key === tls.key)
      )
    case "off":
      return false
  }
}

function nameOf({ kind, authority, files }: Certificate): string {
  switch (kind) {
    case "automatic":
      return `from ${authority ?? "the authority of the proxy's choice"}`
    case "internal":
      return "from the proxy itself"
    case "files":
      return `from ${files.map(({ certificate }) => certificate).join(" and ") || "files"}`
    case "other":
      return "in a way that no topology has"
  }
}

/** Browsers try HTTP first where nobody told them otherwise, and authorities always do. */
function* checkRedirect(
  context: Context,
  claim: SiteClaim,
  { container, site }: { readonly container: Container; readonly site: Site },
): Iterable<Failure> {
  const wanted = `https://${claim.hostname}/`
  for (const published of publishedAt(container, 80, "tcp")) {
    const port = insidePort(published, 80)
    const { ways } = site.replies({ path: "/", method: "GET", at: { scheme: "http", port } })
    const wrong = ways.find(({ answer }) => answer.kind !== "redirect" || answer.to !== wanted)
    if (wrong === undefined) continue
    const { answer } = wrong
    yield closedPath(
      context,
      `http://${claim.hostname} → ${wanted}`,
      [claim.origin],
      closed(
        [hop(`port 80 leads to port ${port} of ${claim.proxy}`, published.position)],
        answer.kind === "redirect" ? `it is sent to ${answer.to}` : "nobody sends it there",
        answer.position,
      ),
    )
  }
}
