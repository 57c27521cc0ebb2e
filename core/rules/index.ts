import type { Rule } from "../rule.js"
import { backupsCredentials } from "./backups-credentials.js"
import { bucketsShared } from "./buckets-shared.js"
import { disksDuplicateMount } from "./disks-duplicate-mount.js"
import { disksFolderOutside } from "./disks-folder-outside.js"
import { edgesCycle } from "./edges-cycle.js"
import { edgesExposure } from "./edges-exposure.js"
import { edgesIncidental } from "./edges-incidental.js"
import { networksOverlap } from "./networks-overlap.js"
import { networksTooManyMembers } from "./networks-too-many-members.js"
import { portsCollision } from "./ports-collision.js"
import { portsDuplicate } from "./ports-duplicate.js"
import { portsPublicReason } from "./ports-public-reason.js"
import { routesDuplicateHost } from "./routes-duplicate-host.js"
import { routesListener } from "./routes-listener.js"
import { routesLocalCertificate } from "./routes-local-certificate.js"
import { routesUnreachable } from "./routes-unreachable.js"
import { secretsInLiteral } from "./secrets-in-literal.js"
import { servicesAliasTaken } from "./services-alias-taken.js"
import { servicesContainerName } from "./services-container-name.js"
import { servicesJobRestart } from "./services-job-restart.js"
import { servicesNetworkMode } from "./services-network-mode.js"
import { stacksDuplicateDirectory } from "./stacks-duplicate-directory.js"
import { stacksDuplicateFolder } from "./stacks-duplicate-folder.js"
import { stacksDuplicateProject } from "./stacks-duplicate-project.js"
import { volumesDiffers } from "./volumes-differs.js"

/** Every rule, in the order in which they are listed. */
export const rules: readonly Rule[] = [
  backupsCredentials,
  bucketsShared,
  disksDuplicateMount,
  disksFolderOutside,
  edgesCycle,
  edgesExposure,
  edgesIncidental,
  networksOverlap,
  networksTooManyMembers,
  portsCollision,
  portsDuplicate,
  portsPublicReason,
  routesDuplicateHost,
  routesListener,
  routesLocalCertificate,
  routesUnreachable,
  secretsInLiteral,
  servicesAliasTaken,
  servicesContainerName,
  servicesJobRestart,
  servicesNetworkMode,
  stacksDuplicateDirectory,
  stacksDuplicateFolder,
  stacksDuplicateProject,
  volumesDiffers,
]
