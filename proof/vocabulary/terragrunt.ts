import type { Vocabulary } from "./words.js"

const RUNS = "runs a command that the proof does not see"

/** What a file of Terragrunt says (Terragrunt 1's reference of blocks and attributes; what older versions took is told apart too). */
export const TERRAGRUNT: Vocabulary = {
  followed: "inputs locals",
  // Which versions run, what is tried again, what is not destroyed, where files are kept meanwhile, and who one is at AWS.
  harmless: `terraform_version_constraint terragrunt_version_constraint prevent_destroy download_dir catalog
    retryable_errors retry_max_attempts retry_sleep_interval_sec
    iam_role iam_assume_role_duration iam_assume_role_session_name iam_web_identity_token`,
  only: {
    skip: { values: [false] },
    terraform_binary: { values: ["terraform", "tofu"] },
  },
  told: { engine: "runs another program than Terraform" },
  blocks: {
    include: { followed: "path merge_strategy", harmless: "expose" },
    dependency: {
      followed: "config_path mock_outputs skip_outputs",
      harmless: "mock_outputs_merge_with_state mock_outputs_merge_strategy_with_state",
      only: {
        enabled: { values: [true] },
        // What is applied with a mock is applied with nonsense.
        mock_outputs_allowed_terraform_commands: {
          values: ["init", "validate", "plan", "providers", "show", "graph", "output", "console", "fmt", "state"],
        },
      },
    },
    dependencies: { followed: "paths" },
    // The default of a flag that whoever runs Terragrunt may set otherwise: never taken for its value.
    feature: { harmless: "default" },
    generate: {
      followed: "path contents disable",
      harmless: "if_exists if_disabled comment_prefix disable_signature hcl_fmt",
    },
    terraform: {
      followed: "source",
      harmless: "include_in_copy exclude_from_copy copy_terraform_lock_file",
      blocks: {
        extra_arguments: {
          harmless: "commands",
          only: {
            arguments: {
              values: ["-no-color", "-compact-warnings", "-input=false", "-json", "-upgrade", "-lock=true"],
              form: /^-(?:lock-timeout=\d+[hms]|parallelism=\d+)$/,
            },
          },
          blocks: {
            env_vars: {
              harmless: `TF_IN_AUTOMATION TF_INPUT TF_LOG TF_LOG_PATH TF_PLUGIN_CACHE_DIR
                TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE CHECKPOINT_DISABLE`,
            },
          },
          told: {
            required_var_files: "gives variables values that the proof does not read",
            optional_var_files: "gives variables values that the proof does not read",
          },
        },
      },
      told: { before_hook: RUNS, after_hook: RUNS, error_hook: RUNS },
    },
    remote_state: {
      followed: "backend",
      harmless: "disable_dependency_optimization",
      blocks: {
        config: {
          followed: "bucket prefix",
          // How the bucket is made where it is not there.
          harmless: `project location skip_bucket_creation skip_bucket_versioning gcs_bucket_labels
            enable_bucket_policy_only`,
        },
        generate: { followed: "path", harmless: "if_exists comment_prefix disable_signature" },
      },
    },
    errors: {
      blocks: { retry: { harmless: "retryable_errors max_attempts sleep_interval_sec" } },
      told: { ignore: "takes what failed for done" },
    },
    // One that is about nothing but destroying protects what is there; see how it is read.
    exclude: {
      harmless: "no_run exclude_dependencies actions",
      only: { if: { values: [false] } },
    },
  },
}
