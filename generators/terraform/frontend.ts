import type {
  Environment,
  Estate,
  FrontendSecret,
  ResolvedText,
  RuntimeVariable,
  VercelProject,
} from "../../core/estate.js"
import { branchOf, type Presence, presencesOf } from "../../core/frontends.js"
import { type Origin, originOf } from "../../core/origin.js"
import { unitPath } from "../../core/unit-paths.js"
import {
  call,
  type Entry,
  type Expression,
  entry,
  type Gap,
  gap,
  list,
  object,
  str,
  strings,
  template,
} from "../../formats/hcl.js"
import { child } from "../../schema/pointer.js"
import { numberEntry, optionalEntry, textEntry } from "./entries.js"
import { noLocals, type Unit } from "./unit.js"

/** The frontends at Vercel, one unit a project. */
export function frontendUnits(estate: Estate): readonly Unit[] {
  return (estate.shared.vercel?.projects ?? []).flatMap((project) => {
    const presences = presencesOf(project, estate)
    return presences.length === 0 ? [] : [frontendUnit(project, presences, estate)]
  })
}

function frontendUnit(project: VercelProject, presences: readonly Presence[], { shared }: Estate): Unit {
  const concern = `frontend-${project.name}`
  return {
    path: unitPath(shared, undefined, concern),
    environment: undefined,
    module: "vercel-project",
    provider: "vercel",
    owns: `the Vercel project ${project.name}, its domains and variables`,
    origin: project.path,
    reads: [],
    after: [],
    locals: noLocals,
    inputs: () => inputs(project, presences),
    mocks: () => [
      textEntry("project_id", "prj_00000000000000000000000000000000", project.path),
      textEntry("project_name", project.project, originOf(project, "project")),
      entry(
        "domains",
        strings(
          domainsOf(presences)
            .map(({ hostname }) => hostname)
            .sort(),
        ),
        project.path,
      ),
    ],
  }
}

function inputs(project: VercelProject, presences: readonly Presence[]): readonly (Entry | Gap)[] {
  const domains = domainsOf(presences)
  const variables = presences.flatMap((presence) => variableEntries(presence, presences.length > 1))
  return [
    textEntry("name", project.project, originOf(project, "project")),
    ...optionalEntry("framework", project.framework, originOf(project, "framework")),
    ...optionalEntry("root_directory", project.directory, originOf(project, "directory")),
    ...(project.repository === undefined
      ? []
      : [
          gap,
          entry(
            "git_repository",
            object([textEntry("repo", project.repository, originOf(project, "repository"))]),
            originOf(project, "repository"),
          ),
        ]),
    ...(domains.length === 0
      ? []
      : [
          gap,
          entry(
            "domains",
            object(
              domains.map(({ hostname, origin, branch }) =>
                entry(hostname, object(branchEntry(branch, origin)), origin),
              ),
            ),
            project.path,
          ),
        ]),
    ...(variables.length === 0
      ? []
      : [gap, entry("environment_variables", object(variables), child(project.path, "environment"))]),
    ...secretInputs(project, presences),
  ]
}

interface Domain {
  readonly hostname: string
  readonly origin: Origin
  readonly branch: string | undefined
}

function domainsOf(presences: readonly Presence[]): readonly Domain[] {
  const found = new Map<string, Domain>()
  for (const presence of presences)
    for (const { sites } of presence.frontend.routes)
      for (const { hostname, origin } of sites)
        if (hostname !== "localhost") found.set(hostname, { hostname, origin, branch: branchOf(presence) })
  return [...found.values()]
}

function branchEntry(branch: string | undefined, origin: Origin): readonly Entry[] {
  return optionalEntry("git_branch", branch, origin)
}

/** Production's values are production's alone: a preview runs what nobody has released yet. */
function variableEntries(presence: Presence, several: boolean): readonly Entry[] {
  const { environment, frontend, production } = presence
  return frontend.variables.map(({ name, value, origin }) =>
    entry(
      several ? `${environment.name}/${name}` : name,
      object([
        ...(several ? [textEntry("name", name, origin)] : []),
        entry("value", spell(value, environment), origin),
        entry("targets", list([str(production ? "production" : "preview")]), environment.path),
        ...branchEntry(branchOf(presence), environment.path),
      ]),
      origin,
    ),
  )
}

/** A secret of a frontend, and what whoever runs Terragrunt calls its value. */
interface HandedSecret extends FrontendSecret {
  readonly presence: Presence
  /** Its key among the inputs. */
  readonly key: string
  /** The variable in which the value is handed over: the secret's name, after the environment's where there are several. */
  readonly from: string
}

/** The secrets of a project in all its environments. */
export function handedSecrets(presences: readonly Presence[]): readonly HandedSecret[] {
  const several = presences.length > 1
  return presences.flatMap((presence) => {
    const { name } = presence.environment
    const prefix = `${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_`
    return presence.frontend.secrets.map((one) => ({
      ...one,
      presence,
      key: several ? `${name}/${one.variable}` : one.variable,
      from: several ? prefix + one.secret.name : one.secret.name,
    }))
  })
}

function secretInputs(project: VercelProject, presences: readonly Presence[]): readonly (Entry | Gap)[] {
  const secrets = handedSecrets(presences)
  if (secrets.length === 0) return []
  const origin = child(project.path, "secrets")
  const entries = secrets.map(({ key, variable, version, presence, origin: own }) =>
    entry(
      key,
      object([
        ...(key === variable ? [] : [textEntry("name", variable, own)]),
        entry("targets", list([str(presence.production ? "production" : "preview")]), presence.environment.path),
        ...branchEntry(branchOf(presence), presence.environment.path),
        ...(version === 1 ? [] : [numberEntry("version", version, own)]),
      ]),
      own,
    ),
  )
  const values = secrets.map(({ key, from, origin: own }) => entry(key, call("get_env", str(from)), own))
  return [
    gap,
    entry("secrets", object(entries), origin),
    gap,
    entry(
      "secret_values",
      object(values),
      origin,
      "From the environment of whoever runs this; neither plan nor state keeps them.",
    ),
  ]
}

/** A value that Vercel gets. Vercel runs in the cloud; other variables are read where Terragrunt runs. */
function spell(value: ResolvedText, { placementVariables }: Environment): Expression {
  return template(
    value.map((part) => {
      if (typeof part === "string") return part
      const placed = placementVariables.find(({ name }) => name === part.name)?.values.cloud
      return placed ?? readHere(part)
    }),
  )
}

function readHere({ name, unset }: RuntimeVariable): Expression {
  switch (unset.kind) {
    case "required":
      return call("get_env", str(name))
    case "default":
      return call("get_env", str(name), str(unset.value))
    case "empty":
      return call("get_env", str(name), str(""))
  }
}
