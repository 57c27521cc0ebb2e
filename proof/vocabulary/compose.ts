/**
 * What the proof makes of a key: it computes with it; it has no effect on who reaches whom, on what a name leads to, on which secret
 * goes where, or on whether what is declared works; it gives more than networks and ports do, unless its value says otherwise; or a
 * vocabulary for what stands below it. What is in no vocabulary is told.
 */
export type Meaning = "followed" | "harmless" | "power" | "namespace" | Vocabulary

/** Meanings by key; `*` is any key that is not there. The items of a list are what the list is. */
export interface Vocabulary {
  readonly [key: string]: Meaning
}

/** All of some keys mean the same. */
function all(meaning: Exclude<Meaning, Vocabulary>, keys: string): Vocabulary {
  return Object.fromEntries(keys.split(/\s+/).map((key) => [key, meaning]))
}

/** A network of a service, by its key. An address of IPv6, a MAC address and an order of gateways are told. */
const ATTACHMENT: Vocabulary = {
  ...all("followed", "aliases ipv4_address use_service_name_alias"),
  // The name of the interface inside the container.
  ...all("harmless", "interface_name"),
}

const MOUNT: Vocabulary = {
  ...all("followed", "type source target read_only"),
  ...all("harmless", "consistency tmpfs"),
  // A volume's `subpath` is another folder than the topology means; an image as a mount is told by its type.
  bind: { ...all("followed", "propagation"), ...all("harmless", "create_host_path recursive selinux") },
  volume: all("harmless", "labels nocopy"),
}

const DEPLOY: Vocabulary = {
  ...all("followed", "replicas"),
  // Swarm alone reads these; and restarting is no way in.
  ...all("harmless", "mode endpoint_mode labels rollback_config update_config restart_policy placement"),
  resources: {
    limits: "harmless",
    reservations: { ...all("harmless", "cpus memory generic_resources"), ...all("power", "devices") },
  },
}

/** What is built is the repository's own; who may be reached and what is handed over while it is built is told. */
const BUILD: Vocabulary = {
  ...all("followed", "context"),
  ...all("harmless", "dockerfile target args labels tags platforms isolation shm_size ulimits"),
  ...all("harmless", "cache_from cache_to no_cache no_cache_filter pull provenance sbom"),
}

/** A service: https://docs.docker.com/reference/compose-file/services/ */
export const SERVICE: Vocabulary = {
  // What it is, and when it runs.
  ...all("followed", "image command entrypoint healthcheck profiles scale extends"),
  // What it is called, and whom it calls.
  ...all("followed", "container_name hostname links extra_hosts network_mode ports"),
  // What it is told, and what it is given.
  ...all("followed", "environment env_file secrets configs cap_add cap_drop security_opt logging"),
  networks: { "*": ATTACHMENT },
  volumes: MOUNT,
  build: BUILD,
  tmpfs: "followed",
  deploy: DEPLOY,
  // Words for people and tools.
  ...all("harmless", "annotations labels label_file expose attach"),
  // How much it may take.
  ...all(
    "harmless",
    "blkio_config cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus",
  ),
  ...all("harmless", "cpuset mem_limit mem_reservation mem_swappiness memswap_limit oom_kill_disable oom_score_adj"),
  ...all("harmless", "pids_limit shm_size storage_opt ulimits"),
  // How it starts, stops and is fetched.
  ...all("harmless", "depends_on restart stop_grace_period stop_signal init tty stdin_open platform isolation"),
  ...all("harmless", "pull_policy pull_refresh_after"),
  // As whom it runs, inside its own container.
  ...all("harmless", "group_add working_dir read_only"),
  ...all("followed", "user"),
  // Only `docker compose watch` reads it.
  ...all("harmless", "develop"),
  // Beyond its own container: devices, the engine, the kernel, other containers, other answers to names.
  ...all(
    "power",
    "cgroup_parent credential_spec device_cgroup_rules devices gpus privileged runtime sysctls use_api_socket",
  ),
  ...all("power", "dns dns_opt dns_search domainname external_links models volumes_from"),
  ...all("namespace", "cgroup ipc pid userns_mode uts"),
}

/** A network: https://docs.docker.com/reference/compose-file/networks/ */
export const NETWORK: Vocabulary = {
  ...all("followed", "driver driver_opts enable_ipv6 external internal name"),
  ...all("harmless", "labels attachable"),
  ipam: {
    ...all("followed", "driver"),
    config: { ...all("followed", "subnet gateway ip_range"), ...all("harmless", "aux_addresses") },
  },
}

/** A volume: https://docs.docker.com/reference/compose-file/volumes/ */
export const VOLUME: Vocabulary = {
  ...all("followed", "driver driver_opts external name"),
  ...all("harmless", "labels"),
}

/** A secret, or a config. One of a driver, or made elsewhere, is told where it is taken. */
export const FILE_OBJECT: Vocabulary = {
  ...all("followed", "file environment content external name driver driver_opts"),
  ...all("harmless", "labels"),
}

/** The file itself. */
export const FILE: Vocabulary = {
  ...all("followed", "name include services"),
  // Nothing reads it any more.
  ...all("harmless", "version"),
  networks: { "*": NETWORK },
  volumes: { "*": VOLUME },
  secrets: { "*": FILE_OBJECT },
  configs: { "*": FILE_OBJECT },
}

/** Options of the bridge driver that the proof follows, or that say nothing of who reaches whom. */
export const BRIDGE_OPTIONS: Vocabulary = {
  "com.docker.network.bridge.enable_icc": "followed",
  "com.docker.network.bridge.enable_ip_masquerade": "followed",
  "com.docker.network.bridge.name": "followed",
  "com.docker.network.driver.mtu": "harmless",
  "com.docker.network.container_iface_prefix": "harmless",
}

/** Drivers of logs that keep them on the machine. The others send them somewhere. */
export const LOCAL_LOGS: ReadonlySet<string> = new Set(["local", "json-file", "journald", "none"])
