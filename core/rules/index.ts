import type { Rule } from "../rule.js"
import { containersName } from "./containers-name.js"
import { disksFolder } from "./disks-folder.js"
import { disksMount } from "./disks-mount.js"
import { edgesCycle } from "./edges-cycle.js"
import { edgesExposure } from "./edges-exposure.js"
import { edgesIncidental } from "./edges-incidental.js"
import { networksMembers } from "./networks-members.js"
import { networksOverlap } from "./networks-overlap.js"
import { portsCollision } from "./ports-collision.js"
import { portsDuplicate } from "./ports-duplicate.js"
import { portsPublicReason } from "./ports-public-reason.js"
import { routesDuplicateHost } from "./routes-duplicate-host.js"
import { routesListener } from "./routes-listener.js"
import { routesUnreachable } from "./routes-unreachable.js"
import { servicesAlias } from "./services-alias.js"
import { servicesJobRestart } from "./services-job-restart.js"
import { servicesNetworkMode } from "./services-network-mode.js"
import { stacksDirectory } from "./stacks-directory.js"
import { stacksFolder } from "./stacks-folder.js"
import { stacksProject } from "./stacks-project.js"
import { volumesDiffer } from "./volumes-differ.js"

/** Every rule, in the order in which they are listed. */
export const rules: readonly Rule[] = [
  containersName,
  disksFolder,
  disksMount,
  edgesCycle,
  edgesExposure,
  edgesIncidental,
  networksMembers,
  networksOverlap,
  portsCollision,
  portsDuplicate,
  portsPublicReason,
  routesDuplicateHost,
  routesListener,
  routesUnreachable,
  servicesAlias,
  servicesJobRestart,
  servicesNetworkMode,
  stacksDirectory,
  stacksFolder,
  stacksProject,
  volumesDiffer,
]
