# Generated from topology.ts by `groundplan build`.
# Edits are lost: change topology.ts instead.

# Owns the secrets of development, without their values.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

terraform {
  source = "../../../modules/secrets"
}

dependency "project_services" {
  config_path = "../project-services"

  mock_outputs = {
    project_id = "sartiq-dev"
    services = [
      "cloudresourcemanager.googleapis.com",
      "compute.googleapis.com",
      "iam.googleapis.com",
      "iap.googleapis.com",
      "logging.googleapis.com",
      "monitoring.googleapis.com",
      "oslogin.googleapis.com",
      "secretmanager.googleapis.com",
    ]
  }
  mock_outputs_allowed_terraform_commands = ["validate", "plan"]
  mock_outputs_merge_strategy_with_state  = "shallow"
}

inputs = {
  project_id = dependency.project_services.outputs.project_id
  region     = "europe-west8"

  secrets = {
    ANTHROPIC_API_KEY = {
      description = "API key of Anthropic"
    }
    BACKEND_DATABASE_URL = {
      description = "The backend's PostgreSQL, as a URL with user and password"
    }
    BACKEND_POSTGRES_PASSWORD = {
      description = "Password of the backend's PostgreSQL"
    }
    BACKEND_SECRET_KEY = {
      description = "Key that signs the backend's sessions and tokens"
    }
    BACKUP_ACCESS_KEY_ID = {
      description = "Access key of the backup bucket"
    }
    BACKUP_SECRET_ACCESS_KEY = {
      description = "Secret key of the backup bucket"
    }
    COMPUTE_API_KEY = {
      description = "Key that the backend shows to the compute API"
    }
    COMPUTE_DATABASE_URL = {
      description = "The compute server's PostgreSQL, as a URL with user and password"
    }
    COMPUTE_POSTGRES_PASSWORD = {
      description = "Password of the compute server's PostgreSQL"
    }
    FAL_KEY = {
      description = "API key of FAL.ai"
    }
    GEMINI_API_KEY = {
      description = "API key of Gemini"
    }
    OPENAI_API_KEY = {
      description = "API key of OpenAI"
    }
    R2_ACCESS_KEY_ID = {
      description = "Access key of the media bucket"
    }
    R2_SECRET_ACCESS_KEY = {
      description = "Secret key of the media bucket"
    }
  }

  labels = {
    environment = "development"
    system      = "sartiq"
  }
}
