import type { Service } from "../estate.js"
import { example } from "../example.js"
import { type IncidentalReach, incidentalReach } from "../incidental.js"
import type { Origin } from "../origin.js"
import type { Finding, Rule } from "../rule.js"
import { isStore } from "../store.js"

/** A datastore is reached by those that say so: what an edge of somebody else opens on the way is not meant for others. */
export const edgesIncidental: Rule = {
  code: "edges/incidental",
  severity: "error",
  summary: "A service reaches a datastore that it has no edge to, because of an edge of another service.",
  *check({ environments }) {
    for (const environment of environments)
      for (const reach of incidentalReach(environment, isStore))
        yield { ...finding(reach), environments: [environment.name] }
  },
  explain: () => ({
    why: `No engine is as narrow as an edge. A Docker network lets all its members reach each other on every port, so consumers of one
service are neighbours; a VM's firewall can't tell containers apart, so an edge to another host opens the port to every service of the
host that can leave it. Where that reaches a datastore, a service which has no business there holds a way in that nobody declared.

The common case is a proxy beside an API whose database is on another VM: the proxy leaves the host for its certificates, so the
firewall lets it through to the database too. The ways out are a proxy on a VM of its own, the database on the host of the API, where
a network of its own separates the two, or an acceptance with a reason: \`rules: { accept: [{ rule: edges/incidental, at: …, reason: … }] }\`.`,
    source: {
      title: "Docker: bridge networks connect all containers on them with each other",
      url: "https://docs.docker.com/engine/network/drivers/bridge/",
    },
    failing: shop(""),
    passing: shop("\nuses: [breads]"),
  }),
}

function finding(reach: IncidentalReach): Finding {
  switch (reach.kind) {
    case "network": {
      const { from, to, through } = reach
      const { network, target } = through
      return {
        message: `${from.service.id} reaches the datastore ${to.service.id} without an edge to it: they meet on the network ${network}, because ${to.service.id} uses ${target.id}.`,
        path: placeOf(to.service, to.cause),
        notes: [
          { message: `${from.service.id} joins ${network} because of this`, path: placeOf(from.service, from.cause) },
        ],
        help: `Add ${to.service.id} to the \`uses\` of ${from.service.id} if that may reach it, remove one of the edges to ${target.id}, or accept it with a reason under \`rules.accept\`.`,
      }
    }
    case "gateway": {
      const { from, to, through } = reach
      return {
        message: `${from.service.id} reaches the datastore ${to.id} without an edge to it: ${to.id} is published on port ${through.published} of ${to.host}, which every container of ${to.host} reaches by the machine's own address.`,
        path: placeOf(to, through.sources.exposure ?? through.path),
        notes: [
          { message: `${from.service.id} has a network because of this`, path: placeOf(from.service, from.cause) },
        ],
        help: `Add ${to.id} to the \`uses\` of ${from.service.id} if that may reach it, move ${from.service.id} to another host, or accept it with a reason under \`rules.accept\`.`,
      }
    }
    case "opening": {
      const { from, to, through } = reach
      const { source, port, edges } = through
      const edge = edges[0]!
      return {
        message: `${from.service.id} reaches the datastore ${to.id} without an edge to it: the firewall opens port ${port.published} of ${to.host} to all that can leave ${source.name}, because ${edge.from.id} uses ${to.id}.`,
        path: edge.sources.to ?? edge.path,
        notes: [
          { message: `${from.service.id} can leave its host because of this`, path: placeOf(from.service, from.cause) },
        ],
        help: `Add ${to.id} to the \`uses\` of ${from.service.id} if that may reach it, keep ${to.id} on the host of those that use it, move ${from.service.id} to another host, or accept it with a reason under \`rules.accept\`.`,
      }
    }
  }
}

/** A default has no place of its own: what it fills in does. */
function placeOf({ path }: Service, cause: Origin): string {
  return cause.startsWith("/") ? cause : path
}

function shop(uses: string): string {
  return example({
    services: {
      printer: "ports: { http: 8000 }",
      breads: `ports: { search: 7700 }
store: { contents: Breads }
mounts: [{ volume: breads, target: /data }]
uses: [printer]`,
      till: `ports: { http: 8001 }${uses === "" ? "\nuses: [printer]" : uses}`,
    },
  })
}
