import type { Rule } from "../rule.js"
import { acceptancesExpired } from "./acceptances-expired.js"
import { acceptancesUnused } from "./acceptances-unused.js"
import { backupsCredentials } from "./backups-credentials.js"
import { backupsMissing } from "./backups-missing.js"
import { bucketsShared } from "./buckets-shared.js"
import { disksDuplicateMount } from "./disks-duplicate-mount.js"
import { disksFolderOutside } from "./disks-folder-outside.js"
import { disksMountOutside } from "./disks-mount-outside.js"
import { disksNestedMount } from "./disks-nested-mount.js"
import { disksNoSnapshots } from "./disks-no-snapshots.js"
import { disksOverfull } from "./disks-overfull.js"
import { disksSystemMount } from "./disks-system-mount.js"
import { edgesCycle } from "./edges-cycle.js"
import { edgesEndedJob } from "./edges-ended-job.js"
import { edgesExposure } from "./edges-exposure.js"
import { edgesIncidental } from "./edges-incidental.js"
import { edgesIsolation } from "./edges-isolation.js"
import { environmentsParity } from "./environments-parity.js"
import { environmentsProductionReached } from "./environments-production-reached.js"
import { imagesEngineVersions } from "./images-engine-versions.js"
import { imagesLatest } from "./images-latest.js"
import { imagesMovingTag } from "./images-moving-tag.js"
import { imagesOutsideRelease } from "./images-outside-release.js"
import { imagesUnused } from "./images-unused.js"
import { machinesOvercommitted } from "./machines-overcommitted.js"
import { machinesReserved } from "./machines-reserved.js"
import { machinesUnknownType } from "./machines-unknown-type.js"
import { mountsSingleFile } from "./mounts-single-file.js"
import { namesAnsweredTwice } from "./names-answered-twice.js"
import { namesFolded } from "./names-folded.js"
import { namesTooLong } from "./names-too-long.js"
import { networksDockerBridge } from "./networks-docker-bridge.js"
import { networksEnvironmentsOverlap } from "./networks-environments-overlap.js"
import { networksOverlap } from "./networks-overlap.js"
import { networksTooManyMembers } from "./networks-too-many-members.js"
import { portsAddress } from "./ports-address.js"
import { portsBesideFirewall } from "./ports-beside-firewall.js"
import { portsBrowserBlocked } from "./ports-browser-blocked.js"
import { portsCdnUnsupported } from "./ports-cdn-unsupported.js"
import { portsCollision } from "./ports-collision.js"
import { portsDuplicate } from "./ports-duplicate.js"
import { portsHealthUndeclared } from "./ports-health-undeclared.js"
import { portsPrivileged } from "./ports-privileged.js"
import { portsPublicReason } from "./ports-public-reason.js"
import { portsSensitive } from "./ports-sensitive.js"
import { portsUnneeded } from "./ports-unneeded.js"
import { routesCertificateUnmounted } from "./routes-certificate-unmounted.js"
import { routesDuplicateHost } from "./routes-duplicate-host.js"
import { routesListener } from "./routes-listener.js"
import { routesLocalCertificate } from "./routes-local-certificate.js"
import { routesLocalhostExposure } from "./routes-localhost-exposure.js"
import { routesMissingEnvironment } from "./routes-missing-environment.js"
import { routesNoTimeout } from "./routes-no-timeout.js"
import { routesNotHttp } from "./routes-not-http.js"
import { routesOutsideZone } from "./routes-outside-zone.js"
import { routesPlainHttp } from "./routes-plain-http.js"
import { routesRedirectLoop } from "./routes-redirect-loop.js"
import { routesUnreachable } from "./routes-unreachable.js"
import { routesUntrustedCertificate } from "./routes-untrusted-certificate.js"
import { routesWiderPort } from "./routes-wider-port.js"
import { routesWildcardShadows } from "./routes-wildcard-shadows.js"
import { secretsFileUnread } from "./secrets-file-unread.js"
import { secretsInLiteral } from "./secrets-in-literal.js"
import { secretsLikely } from "./secrets-likely.js"
import { secretsShared } from "./secrets-shared.js"
import { secretsToken } from "./secrets-token.js"
import { secretsUnused } from "./secrets-unused.js"
import { servicesAliasUnheard } from "./services-alias-unheard.js"
import { servicesContainerName } from "./services-container-name.js"
import { servicesDebugger } from "./services-debugger.js"
import { servicesHealthBinary } from "./services-health-binary.js"
import { servicesImpossibleLimit } from "./services-impossible-limit.js"
import { servicesJobRestart } from "./services-job-restart.js"
import { servicesNetworkMode } from "./services-network-mode.js"
import { servicesNoLimit } from "./services-no-limit.js"
import { stacksDuplicateDirectory } from "./stacks-duplicate-directory.js"
import { stacksDuplicateFolder } from "./stacks-duplicate-folder.js"
import { stacksDuplicateProject } from "./stacks-duplicate-project.js"
import { storesConnections } from "./stores-connections.js"
import { storesDataElsewhere } from "./stores-data-elsewhere.js"
import { storesNoMount } from "./stores-no-mount.js"
import { storesNoPassword } from "./stores-no-password.js"
import { storesTwoWriters } from "./stores-two-writers.js"
import { textsUnfilled } from "./texts-unfilled.js"
import { volumesDiffers } from "./volumes-differs.js"

/** Every rule, in the order in which they are listed. */
export const rules: readonly Rule[] = [
  acceptancesExpired,
  acceptancesUnused,
  backupsCredentials,
  backupsMissing,
  bucketsShared,
  disksDuplicateMount,
  disksFolderOutside,
  disksMountOutside,
  disksNestedMount,
  disksNoSnapshots,
  disksOverfull,
  disksSystemMount,
  edgesCycle,
  edgesEndedJob,
  edgesExposure,
  edgesIncidental,
  edgesIsolation,
  environmentsParity,
  environmentsProductionReached,
  imagesEngineVersions,
  imagesLatest,
  imagesMovingTag,
  imagesOutsideRelease,
  imagesUnused,
  machinesOvercommitted,
  machinesReserved,
  machinesUnknownType,
  mountsSingleFile,
  namesAnsweredTwice,
  namesFolded,
  namesTooLong,
  networksDockerBridge,
  networksEnvironmentsOverlap,
  networksOverlap,
  networksTooManyMembers,
  portsAddress,
  portsBesideFirewall,
  portsBrowserBlocked,
  portsCdnUnsupported,
  portsCollision,
  portsDuplicate,
  portsHealthUndeclared,
  portsPrivileged,
  portsPublicReason,
  portsSensitive,
  portsUnneeded,
  routesCertificateUnmounted,
  routesDuplicateHost,
  routesListener,
  routesLocalCertificate,
  routesLocalhostExposure,
  routesMissingEnvironment,
  routesNoTimeout,
  routesNotHttp,
  routesOutsideZone,
  routesPlainHttp,
  routesRedirectLoop,
  routesUnreachable,
  routesUntrustedCertificate,
  routesWiderPort,
  routesWildcardShadows,
  secretsFileUnread,
  secretsInLiteral,
  secretsLikely,
  secretsShared,
  secretsToken,
  secretsUnused,
  servicesAliasUnheard,
  servicesContainerName,
  servicesDebugger,
  servicesHealthBinary,
  servicesImpossibleLimit,
  servicesJobRestart,
  servicesNetworkMode,
  servicesNoLimit,
  stacksDuplicateDirectory,
  stacksDuplicateFolder,
  stacksDuplicateProject,
  storesConnections,
  storesDataElsewhere,
  storesNoMount,
  storesNoPassword,
  storesTwoWriters,
  textsUnfilled,
  volumesDiffers,
]
