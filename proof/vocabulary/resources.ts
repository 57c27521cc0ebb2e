import type { Vocabulary } from "./words.js"

/**
 * The resources that the proof knows, by type, with each of their attributes (documentation of the providers hashicorp/google 6,
 * cloudflare/cloudflare 5 and vercel/vercel 5). A type that is not here may open, close or lead anything anywhere.
 */
export const RESOURCES: Readonly<Record<string, Vocabulary>> = {
  /* Networks of Google Cloud */
  google_compute_network: {
    needed: "name",

    followed: "name project",
    harmless: "description mtu routing_mode bgp_always_compare_med bgp_best_path_selection_mode bgp_inter_region_cost",
    only: {
      // Left out, a subnetwork stands in every region.
      auto_create_subnetworks: { values: [false], isNeeded: true },
      delete_default_routes_on_create: { values: [false] },
      enable_ula_internal_ipv6: { values: [false] },
      // The order matters where there are policies, and those are told.
      network_firewall_policy_enforcement_order: { values: ["AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL"] },
    },
  },
  google_compute_subnetwork: {
    needed: "name network ip_cidr_range",

    followed: "name network ip_cidr_range project region",
    // Calls to Google's interfaces, and what is logged.
    harmless: "description private_ip_google_access log_config enable_flow_logs send_secondary_ip_range_if_empty",
    only: { stack_type: { values: ["IPV4_ONLY"] }, purpose: { values: ["PRIVATE"] } },
  },
  google_compute_router: {
    needed: "name network",

    followed: "name network project region",
    harmless: "description",
    only: { encrypted_interconnect_router: { values: [false] } },
  },
  google_compute_router_nat: {
    needed: "name router source_subnetwork_ip_ranges_to_nat",

    followed: "router project region source_subnetwork_ip_ranges_to_nat",
    // Which addresses and ports it lends, for how long, and what is logged.
    harmless: `name nat_ip_allocate_option nat_ips drain_nat_ips initial_nat_ips auto_network_tier min_ports_per_vm
      max_ports_per_vm enable_dynamic_port_allocation enable_endpoint_independent_mapping icmp_idle_timeout_sec
      udp_idle_timeout_sec tcp_established_idle_timeout_sec tcp_transitory_idle_timeout_sec tcp_time_wait_timeout_sec
      log_config`,
    only: { type: { values: ["PUBLIC"] }, endpoint_types: { values: ["ENDPOINT_TYPE_VM"] } },
    blocks: {
      subnetwork: {
        followed: "name",
        only: { source_ip_ranges_to_nat: { values: ["PRIMARY_IP_RANGE", "ALL_IP_RANGES"], isNeeded: true } },
      },
    },
  },
  google_compute_firewall: {
    needed: "name network",

    followed: `name network project direction disabled priority source_ranges source_tags source_service_accounts
      destination_ranges target_tags target_service_accounts`,
    harmless: "description log_config enable_logging",
    blocks: {
      allow: { needed: "protocol", followed: "protocol ports" },
      deny: { needed: "protocol", followed: "protocol ports" },
    },
  },
  google_compute_address: {
    needed: "name",

    followed: "address address_type subnetwork project",
    harmless: "name description labels region network_tier",
    only: { ip_version: { values: ["IPV4"] }, purpose: { values: ["GCE_ENDPOINT"] } },
  },

  /* VMs, their disks and accounts */
  google_compute_instance: {
    needed: "name machine_type zone boot_disk network_interface service_account",

    followed: "name project metadata tags",
    // What it is made of, and how it is kept.
    harmless: `description labels machine_type zone min_cpu_platform enable_display deletion_protection
      allow_stopping_for_update key_revocation_action_type advanced_machine_features confidential_instance_config
      guest_accelerator instance_encryption_key network_performance_config reservation_affinity scratch_disk
      shielded_instance_config`,
    only: { can_ip_forward: { values: [false] }, desired_status: { values: ["RUNNING"] } },
    blocks: {
      boot_disk: {
        harmless: `auto_delete device_name force_attach guest_os_features interface kms_key_self_link mode
          disk_encryption_service_account`,
        blocks: {
          initialize_params: {
            harmless: `image size type labels architecture enable_confidential_compute provisioned_iops
              provisioned_throughput storage_pool resource_policies`,
          },
        },
      },
      attached_disk: {
        followed: "source device_name",
        harmless: "force_attach kms_key_self_link disk_encryption_service_account",
        only: { mode: { values: ["READ_WRITE"] } },
      },
      network_interface: {
        followed: "network subnetwork network_ip",
        harmless: "nic_type queue_count",
        only: { stack_type: { values: ["IPV4_ONLY"] } },
        blocks: { access_config: { followed: "nat_ip", harmless: "network_tier public_ptr_domain_name" } },
      },
      // What it may do is what its account is granted: fewer scopes, and it can't read its secrets.
      service_account: {
        followed: "email",
        only: { scopes: { values: ["cloud-platform", "https://www.googleapis.com/auth/cloud-platform"] } },
      },
      scheduling: {
        harmless: `automatic_restart availability_domain local_ssd_recovery_timeout min_node_cpus node_affinities
          on_host_maintenance`,
        only: { preemptible: { values: [false] }, provisioning_model: { values: ["STANDARD"] } },
      },
    },
  },
  google_compute_disk: {
    needed: "name zone",

    // Where its data comes from when it is made, and how it is kept.
    harmless: `name project zone description labels size type access_mode architecture image snapshot source_disk
      source_instant_snapshot source_storage_object licenses physical_block_size_bytes provisioned_iops
      provisioned_throughput storage_pool enable_confidential_compute guest_os_features create_snapshot_before_destroy
      create_snapshot_before_destroy_prefix`,
    blocks: { disk_encryption_key: { harmless: "kms_key_self_link kms_key_service_account" } },
  },
  // A schedule that stops VMs is another matter.
  google_compute_resource_policy: {
    needed: "name",
    harmless: "name project region description snapshot_schedule_policy",
  },
  google_compute_disk_resource_policy_attachment: {
    needed: "name disk zone",
    harmless: "name project zone disk",
  },
  google_service_account: {
    needed: "account_id",

    followed: "account_id project",
    harmless: "display_name description",
    only: { disabled: { values: [false] }, create_ignore_already_exists: { values: [false] } },
  },

  /* Who may do what: held against those that the topology names */
  google_project_iam_member: {
    needed: "project role member",
    followed: "project role member",
  },
  google_secret_manager_secret_iam_member: {
    needed: "secret_id role member",
    followed: "project secret_id role member",
  },
  google_artifact_registry_repository_iam_member: {
    needed: "repository role member",
    followed: "role member",
    harmless: "project location repository",
  },
  google_iap_tunnel_instance_iam_member: {
    needed: "instance role member",
    followed: "project zone instance role member",
  },
  google_compute_instance_iam_member: {
    needed: "instance_name role member",
    followed: "project zone instance_name role member",
  },
  google_service_account_iam_member: {
    needed: "service_account_id role member",
    followed: "service_account_id role member",
  },
  google_storage_bucket_iam_member: {
    needed: "bucket role member",
    followed: "bucket role member",
  },

  /* What else Google Cloud keeps */
  google_secret_manager_secret: {
    needed: "secret_id replication",

    followed: "secret_id project",
    harmless: `labels annotations tags replication rotation topics version_aliases version_destroy_ttl
      deletion_protection`,
  },
  google_secret_manager_secret_version: {
    needed: "secret",

    followed: "secret secret_data secret_data_wo",
    harmless: "secret_data_wo_version is_secret_data_base64 deletion_policy",
    only: { enabled: { values: [true] } },
  },
  google_storage_bucket: {
    needed: "name location",

    harmless: `name project location labels force_destroy storage_class rpo requester_pays default_event_based_hold
      enable_object_retention autoclass custom_placement_config encryption hierarchical_namespace lifecycle_rule
      retention_policy soft_delete_policy versioning`,
    // The state of all units names secrets and addresses.
    only: {
      public_access_prevention: { values: ["enforced"], isNeeded: true },
      uniform_bucket_level_access: { values: [true], isNeeded: true },
    },
  },
  google_artifact_registry_repository: {
    needed: "repository_id format",

    harmless: `project location repository_id description labels format kms_key_name cleanup_policies
      cleanup_policy_dry_run docker_config vulnerability_scanning_config`,
    only: { mode: { values: ["STANDARD_REPOSITORY"] } },
  },
  google_project_service: {
    needed: "service",

    harmless: "project service disable_on_destroy disable_dependent_services check_if_service_has_usage_on_destroy",
  },

  /* Cloudflare */
  cloudflare_dns_record: {
    needed: "name type content ttl zone_id",

    followed: "name type content proxied zone_id",
    harmless: "ttl priority comment tags",
  },
  cloudflare_r2_bucket: {
    needed: "name account_id",
    followed: "name",
    harmless: "account_id jurisdiction location storage_class",
  },
  cloudflare_r2_custom_domain: {
    needed: "domain zone_id bucket_name account_id enabled",

    followed: "domain zone_id bucket_name",
    harmless: "account_id jurisdiction min_tls ciphers",
    only: { enabled: { values: [true] } },
  },
  // Which pages of others may use what is there, and how long it is kept.
  cloudflare_r2_bucket_cors: {
    needed: "account_id bucket_name",
    harmless: "account_id bucket_name jurisdiction rules",
  },
  cloudflare_r2_bucket_lifecycle: {
    needed: "account_id bucket_name",
    harmless: "account_id bucket_name jurisdiction rules",
  },

  /* Vercel */
  vercel_project: {
    needed: "name",

    followed: "name team_id",
    // What is built, how, and where it runs.
    harmless: `framework root_directory build_command install_command dev_command ignore_command output_directory
      node_version build_machine_type on_demand_concurrent_builds prioritise_production_builds function_failover
      resource_config serverless_function_region git_repository git_comments git_fork_protection git_lfs
      git_provider_options preview_comments enable_preview_feedback enable_production_feedback skew_protection
      automatically_expose_system_environment_variables enable_affected_projects_deployments oidc_token_config
      customer_success_code_visibility`,
    only: {
      auto_assign_custom_domains: { values: [true] },
      directory_listing: { values: [false] },
      protected_sourcemaps: { values: [true] },
      public_source: { values: [false] },
    },
  },
  vercel_project_domain: {
    needed: "domain project_id",

    followed: "domain project_id team_id git_branch redirect",
    harmless: "redirect_status_code wait_for_ready",
  },
  vercel_project_environment_variable: {
    needed: "project_id key sensitive",

    followed: "project_id team_id key value value_wo target git_branch sensitive",
    harmless: "comment value_wo_version",
  },

  /* What only Terraform knows of; what runs commands there is told for its provisioners */
  terraform_data: { harmless: "input triggers_replace" },
  null_resource: { harmless: "triggers" },
  random_id: { harmless: "byte_length prefix keepers" },
  random_pet: { harmless: "length prefix separator keepers" },
  time_sleep: { harmless: "create_duration destroy_duration triggers" },
}
