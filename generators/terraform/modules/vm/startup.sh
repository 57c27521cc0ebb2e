#!/bin/bash
#
# Takes a VM from a bare Debian image to its running Compose stacks: SSH, disks, directories, Docker, secrets, stacks.
#
# The guest agent runs it as root at every boot; `sudo google_metadata_script_runner startup` runs it once more. Each
# step leaves alone what is already as it should be. The configuration is read from the instance's metadata, so a
# change to it changes no line here. Output goes to the journal (`journalctl -u google-startup-scripts`) and to the
# serial console, which is why no secret's value is ever printed.
#
#   startup.sh              everything
#   startup.sh stack INDEX  one stack: its secrets, then its services

set -euo pipefail
shopt -s inherit_errexit

readonly METADATA="http://metadata.google.internal/computeMetadata/v1"
readonly SECRET_MANAGER="https://secretmanager.googleapis.com/v1"

# Docker's signing key for its apt repositories, as its installation manual states it.
readonly DOCKER_KEY_FINGERPRINT="9DC858229FC7DD38854AE2D88D81803C0EBFCD88"

readonly ENV_BLOCK_BEGIN="# >>> from Secret Manager, written by the start-up script at every boot"
readonly ENV_BLOCK_END="# <<< from Secret Manager"

main() {
  # The guest agent sets no HOME, and Docker looks for its credential helpers there.
  export HOME=/root

  case "${1:-everything}" in
    everything)
      exec 9>/run/vm-startup.lock
      flock 9
      # The firewall admits operators to this port only: whatever fails below, they still get in.
      install_tools curl
      configure_ssh /etc/ssh/sshd_config.d
      install_tools jq gpg
      mount_disks
      create_directories
      configure_docker
      install_docker
      start_stacks
      ;;
    stack) start_stack "$2" ;;
    *) fail "unknown command '$1'" ;;
  esac
}

# --- Tools ---------------------------------------------------------------------------------------------------------

install_tools() {
  local tool missing=()
  for tool in "$@"; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  if ((${#missing[@]} == 0)); then
    return
  fi
  log "installing ${missing[*]}"
  apt_get update
  apt_get install --no-install-recommends ca-certificates "${missing[@]}"
}

apt_get() {
  # At boot, unattended upgrades may hold the lock for a while.
  DEBIAN_FRONTEND=noninteractive apt-get --quiet --yes --option DPkg::Lock::Timeout=600 "$@"
}

# --- SSH -----------------------------------------------------------------------------------------------------------

# Moves sshd to the VM's SSH port. Sessions that are open stay open.
configure_ssh() {
  local file="$1/50-port.conf" port before=""
  port=$(attribute ssh-port)
  if [[ -f "$file" ]]; then
    before=$(<"$file")
  elif [[ "$port" == 22 ]]; then
    return
  fi
  if [[ "$before" == "Port $port" ]]; then
    return
  fi
  write_file "$file" 0644 0 0 <<<"Port $port"
  log "moving sshd to port $port"
  if systemctl --quiet is-active ssh.socket; then
    # There systemd listens, on the ports that it finds in sshd's configuration when it loads its units.
    systemctl daemon-reload
    systemctl restart ssh.socket
  else
    # Does nothing where sshd has yet to start.
    systemctl try-reload-or-restart ssh.service
  fi
}

# --- Disks ---------------------------------------------------------------------------------------------------------

mount_disks() {
  local disks device mount
  disks=$(attribute disks)
  # By mount point, which puts a folder before what is mounted in it.
  disks=$(jq --raw-output 'sort_by(.mount | split("/")) | .[] | [.device, .mount] | @tsv' <<<"$disks")
  while IFS=$'\t' read -r -u 3 device mount; do
    [[ -n "$device" ]] || continue
    mount_disk "/dev/disk/by-id/google-$device" "$mount"
  done 3<<<"$disks"
}

mount_disk() {
  local device="$1" mount="$2" type uuid entry others
  wait_for_device "$device"

  if is_blank "$device"; then
    log "formatting $device, which is blank"
    mkfs.ext4 -q -m 0 -E lazy_itable_init=0,lazy_journal_init=0,discard "$device"
  fi

  type=$(blkid --probe --match-tag TYPE --output value "$device" || true)
  uuid=$(blkid --probe --match-tag UUID --output value "$device" || true)
  if [[ "$type" != ext4 || -z "$uuid" ]]; then
    fail "$device is neither blank nor an ext4 file system (${type:-not recognised}); it was not touched"
  fi

  # nofail keeps the VM reachable when a disk is not; Docker then waits for it, see configure_docker.
  entry="UUID=$uuid $mount ext4 defaults,nofail,discard,x-systemd.device-timeout=60s 0 2"
  if ! grep --quiet --line-regexp --fixed-strings "$entry" /etc/fstab; then
    others=$(awk -v mount="$mount" '$2 != mount' /etc/fstab)
    printf '%s\n' "$others" "$entry" | write_file /etc/fstab 0644 0 0
    systemctl daemon-reload
  fi

  mkdir --parents "$mount"
  if ! mountpoint --quiet "$mount"; then
    mount "$mount"
    log "mounted $device at $mount"
  fi
  if [[ "$(findmnt --noheadings --output UUID --target "$mount")" != "$uuid" ]]; then
    fail "$mount is mounted from another disk than $device"
  fi

  # Does nothing where the file system already fills its disk.
  resize2fs "$device" || log "$device: the file system could not grow; it is used as it is"
}

wait_for_device() {
  local device="$1" attempt
  for ((attempt = 0; attempt < 60; attempt++)); do
    if [[ -b "$device" ]]; then
      return
    fi
    sleep 1
  done
  fail "$device did not appear within a minute"
}

# Tells whether a disk holds nothing: blkid finds no signature (2, where other codes are failures), and its beginning
# reads as zeros, as a new disk does. An encrypted or damaged disk may have no signature either, but is not all zeros.
is_blank() {
  local found=0
  blkid --probe "$1" >/dev/null || found=$?
  ((found == 2)) && cmp --quiet --bytes=$((64 * 1024 * 1024)) "$1" /dev/zero
}

# --- Directories ---------------------------------------------------------------------------------------------------

create_directories() {
  local directories path owner group mode
  directories=$(attribute directories)
  directories=$(jq --raw-output '.[] | [.path, .owner, .group, .mode] | @tsv' <<<"$directories")
  while IFS=$'\t' read -r -u 3 path owner group mode; do
    if [[ -n "$path" && ! -d "$path" ]]; then
      install --directory --owner="$owner" --group="$group" --mode="$mode" "$path"
      log "created $path"
    fi
  done 3<<<"$directories"
}

# --- Docker --------------------------------------------------------------------------------------------------------

configure_docker() {
  local docker disks registries interface mtu daemon unit before after
  docker=$(attribute docker)
  disks=$(attribute disks)
  registries=$(attribute registries)
  interface=$(ip -json route show default | jq --raw-output '.[0].dev')
  mtu=$(<"/sys/class/net/$interface/mtu")
  before=$(docker_configuration)

  # Docker assumes networks that carry 1500 bytes a packet; Google Cloud's usually carry fewer.
  install --directory --mode=0755 /etc/docker
  daemon=$(jq --argjson mtu "$mtu" '{
    "live-restore": true,
    "log-driver": "json-file",
    "log-opts": { "max-size": .log_max_size, "max-file": (.log_max_files | tostring) },
    "mtu": $mtu,
    "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": ($mtu | tostring) } }
  } + (if .address_pools == [] then {} else { "default-address-pools": .address_pools } end)' <<<"$docker")
  write_file /etc/docker/daemon.json 0644 0 0 <<<"$daemon"

  # Without its disks Docker does not start at all: a database would begin anew on the boot disk.
  install --directory --mode=0755 /etc/systemd/system/docker.service.d
  unit=$(jq --raw-output '"[Unit]\nRequiresMountsFor=\(map(.mount) | join(" "))"' <<<"$disks")
  if [[ "$(jq .metadata_access <<<"$docker")" != true ]]; then
    unit+=$'\n\n'$(metadata_guard)
  fi
  write_file /etc/systemd/system/docker.service.d/startup.conf 0644 0 0 <<<"$unit"

  if [[ "$registries" != "[]" ]]; then
    log_in_to_registries "$registries"
  fi

  after=$(docker_configuration)
  if [[ "$before" != "$after" ]]; then
    systemctl daemon-reload
    if systemctl --quiet is-active docker.service; then
      log "restarting Docker for its new configuration; containers keep running"
      systemctl restart docker.service
    fi
  fi
}

docker_configuration() {
  cat /etc/docker/daemon.json /etc/systemd/system/docker.service.d/startup.conf 2>/dev/null || true
}

# Keeps containers from the metadata server, which gives its token to anyone who asks. Name resolution is at the same
# address, on port 53. Docker keeps the rules that it finds in DOCKER-USER, and sends containers' packets through them.
metadata_guard() {
  local rule="DOCKER-USER --destination 169.254.169.254 --protocol tcp ! --dport 53 --jump REJECT"
  printf '%s\n' \
    "[Service]" \
    "ExecStartPre=-/usr/sbin/iptables --wait --new-chain DOCKER-USER" \
    "ExecStartPre=-/usr/sbin/iptables --wait --delete $rule" \
    "ExecStartPre=/usr/sbin/iptables --wait --insert $rule"
}

# Installs a credential helper that answers with a fresh token of the VM's service account: a stored one would be stale
# within an hour.
log_in_to_registries() {
  local registries="$1" config="{}"
  write_file /usr/local/bin/docker-credential-vm 0755 0 0 <<'HELPER'
#!/bin/bash
# Docker credential helper: logs in as the VM's service account. Written by the VM's start-up script.
set -euo pipefail
case "${1:-}" in
  get)
    server=$(cat)
    curl --silent --show-error --fail --header "Metadata-Flavor: Google" \
      http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token |
      jq --arg server "$server" '{ ServerURL: $server, Username: "oauth2accesstoken", Secret: .access_token }'
    ;;
  list) echo '{}' ;;
  store | erase) cat >/dev/null ;;
  *) exit 1 ;;
esac
HELPER

  install --directory --mode=0700 /root/.docker
  if [[ -s /root/.docker/config.json ]]; then
    config=$(</root/.docker/config.json)
  fi
  config=$(jq --argjson registries "$registries" '.credHelpers += ($registries | map({ (.): "vm" }) | add)' <<<"$config")
  write_file /root/.docker/config.json 0600 0 0 <<<"$config"
}

# Docker's own packages rather than Debian's: before 28, a neighbour on the same network could reach a port that was
# published on 127.0.0.1 only, and Debian 12 has no Compose plugin.
install_docker() {
  local version id codename key
  if [[ -x /usr/bin/dockerd ]] && docker compose version >/dev/null 2>&1; then
    systemctl enable --quiet --now docker.service
    return
  fi

  version=$(attribute docker | jq --raw-output .version)
  id=$(os_release ID)
  codename=$(os_release VERSION_CODENAME)
  log "installing Docker $version"

  key=$(curl --silent --show-error --fail --location --retry 5 "https://download.docker.com/linux/$id/gpg")
  if [[ "$(fingerprint "$key")" != "$DOCKER_KEY_FINGERPRINT" ]]; then
    fail "the key of Docker's repository is not the one expected"
  fi
  install --directory --mode=0755 /etc/apt/keyrings
  write_file /etc/apt/keyrings/docker.asc 0644 0 0 <<<"$key"

  write_file /etc/apt/sources.list.d/docker.list 0644 0 0 <<LIST
deb [arch=$(dpkg --print-architecture) signed-by=/etc/apt/keyrings/docker.asc] https://download.docker.com/linux/$id $codename stable
LIST

  write_file /etc/apt/preferences.d/docker 0644 0 0 <<PREFERENCES
Package: docker-ce docker-ce-cli
Pin: version $version
Pin-Priority: 990
PREFERENCES

  apt_get update
  apt_get install --no-install-recommends docker-ce docker-ce-cli containerd.io docker-compose-plugin iptables
  systemctl enable --quiet --now docker.service
}

os_release() {
  # shellcheck source=/dev/null
  (. /etc/os-release && printf '%s' "${!1}")
}

fingerprint() {
  gpg --quiet --show-keys --with-colons <<<"$1" | awk -F: '$1 == "fpr" && !seen++ { print $10 }'
}

# --- Stacks --------------------------------------------------------------------------------------------------------

start_stacks() {
  local stacks count index failed=()
  stacks=$(attribute stacks)
  count=$(jq length <<<"$stacks")
  for ((index = 0; index < count; index++)); do
    # In a process of its own: bash would go on after an error in a function whose failure is tested for.
    bash "${BASH_SOURCE[0]}" stack "$index" || failed+=("$(jq --raw-output ".[$index].project" <<<"$stacks")")
  done
  if ((${#failed[@]} > 0)); then
    fail "not started: ${failed[*]}"
  fi
}

start_stack() {
  local stack directory project name arguments=() options=(--detach)
  stack=$(attribute stacks | jq ".[$1]")
  directory=$(jq --raw-output .directory <<<"$stack")
  project=$(jq --raw-output .project <<<"$stack")

  if [[ ! -d "$directory" ]]; then
    install --directory --mode=0755 "$directory"
  fi

  # Compose does not notice that a secret's file has changed, and a running container keeps the old one.
  secrets_changed=false
  write_secret_files "$stack" "$directory"
  write_secret_variables "$stack" "$directory/.env"
  if [[ "$secrets_changed" == true ]]; then
    options+=(--force-recreate)
  fi

  while read -r -u 3 name; do
    if [[ ! -f "$directory/$name" ]]; then
      log "$project: no $name in $directory yet; a deployment brings it"
      return
    fi
    arguments+=(--file "$directory/$name")
  done 3< <(jq --raw-output '.files[]' <<<"$stack")

  while read -r -u 3 name; do
    if [[ -f "$directory/$name" ]]; then
      arguments+=(--env-file "$directory/$name")
    fi
  done 3< <(jq --raw-output '.env_files[]' <<<"$stack")

  if [[ "$(jq .wait <<<"$stack")" == true ]]; then
    options+=(--wait --wait-timeout 600)
  fi

  log "$project: starting"
  docker compose --project-directory "$directory" --project-name "$project" "${arguments[@]}" up "${options[@]}" </dev/null
  log "$project: started"
}

write_secret_files() {
  local stack="$1" directory="$2" secrets secret file owner group mode payload
  secrets=$(jq --raw-output '.secrets[] | [.secret, .file, .owner, .group, .mode] | @tsv' <<<"$stack")
  while IFS=$'\t' read -r -u 3 secret file owner group mode; do
    [[ -n "$secret" ]] || continue
    [[ "$file" == /* ]] || file="$directory/$file"
    payload=$(secret_payload "$secret")
    if [[ ! -d "$(dirname "$file")" ]]; then
      install --directory --mode=0700 "$(dirname "$file")"
    fi
    if [[ ! -f "$file" || "$(base64 --wrap=0 "$file")" != "$payload" ]]; then
      secrets_changed=true
    fi
    base64 --decode <<<"$payload" | write_file "$file" "$mode" "$owner" "$group"
  done 3<<<"$secrets"
}

# Replaces the script's own block in a stack's .env, last so that it wins; every other line is left as it is.
write_secret_variables() {
  local stack="$1" file="$2" entries variable secret payload block="" kept=""
  entries=$(jq --raw-output '.env[] | [.variable, .secret] | @tsv' <<<"$stack")
  while IFS=$'\t' read -r -u 3 variable secret; do
    [[ -n "$variable" ]] || continue
    payload=$(secret_payload "$secret")
    block+="$variable=$(dotenv_quote "$payload")"$'\n'
  done 3<<<"$entries"

  if [[ -f "$file" ]]; then
    kept=$(awk -v begin="$ENV_BLOCK_BEGIN" -v end="$ENV_BLOCK_END" \
      '$0 == begin { skip = 1 } !skip { print } $0 == end { skip = 0 }' "$file")
  elif [[ -z "$block" ]]; then
    return
  fi

  {
    if [[ -n "$kept" ]]; then
      printf '%s\n' "$kept"
    fi
    if [[ -n "$block" ]]; then
      printf '%s\n%s%s\n' "$ENV_BLOCK_BEGIN" "$block" "$ENV_BLOCK_END"
    fi
  } | write_file "$file" 0600 0 0
}

# Quotes a value, given in base64, for a .env file as Compose reads it: within double quotes it expands backslash
# escapes and $. A line break at the end is not part of the value; whoever stored the secret rarely meant it to be.
dotenv_quote() {
  jq --raw-input --raw-output '@base64d | sub("\n+$"; "")
    | gsub("(?<special>[\\\\\"$])"; "\\\(.special)") | gsub("\n"; "\\n") | gsub("\r"; "\\r")
    | "\"\(.)\""' <<<"$1"
}

# Prints the latest version of a secret, in base64. Grants take minutes to spread, so a refusal is asked again.
secret_payload() {
  local secret="$1" token project
  project=$(attribute secret-project)
  token=$(metadata instance/service-accounts/default/token | jq --raw-output .access_token)
  printf 'Authorization: Bearer %s\n' "$token" |
    curl --silent --show-error --fail --retry 6 --retry-all-errors --max-time 20 --header @- \
      "$SECRET_MANAGER/projects/$project/secrets/$secret/versions/latest:access" |
    jq --exit-status --raw-output .payload.data ||
    fail "secret $secret could not be read"
}

# --- Helpers -------------------------------------------------------------------------------------------------------

# Prints one of the VM's own metadata attributes.
attribute() {
  metadata "instance/attributes/$1"
}

metadata() {
  curl --silent --show-error --fail --retry 6 --retry-connrefused --header "Metadata-Flavor: Google" "$METADATA/$1"
}

# write_file PATH MODE OWNER GROUP: replaces a file by standard input in one step, so that nobody reads half of it, or
# reads it before it has its owner and mode. A file that already says the same stays the file it is.
write_file() {
  local path="$1" mode="$2" owner="$3" group="$4" temporary
  temporary=$(mktemp "$path.XXXXXXXX")
  cat >"$temporary"
  if cmp --quiet "$temporary" "$path"; then
    rm "$temporary"
    temporary="$path"
  fi
  chown "$owner:$group" "$temporary"
  chmod "$mode" "$temporary"
  if [[ "$temporary" != "$path" ]]; then
    mv --force --no-target-directory "$temporary" "$path"
  fi
}

log() {
  echo "$*" >&2
}

fail() {
  log "error: $*"
  exit 1
}

if [[ "${BASH_SOURCE[0]}" == "$0" ]]; then
  main "$@"
fi
