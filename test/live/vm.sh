#!/bin/bash
# Makes the root of a VM and becomes its first process. It runs in namespaces of its own: mounts, processes, network, host name.
#
#   vm.sh NAME STATE ENGINE
#
# The root is the machine's own below what is written to it, which stays in memory, with the engine's files in between. What the
# engine keeps is a folder of STATE: overlay2 does not stand on an overlay.
set -euo pipefail

main() {
  local name="$1" state="$2" engine="$3" root
  hostname "$name"
  mkdir --parents "$state/docker" "$state/root"
  mount -t tmpfs -o size=1g tmpfs "$state/root"
  mkdir "$state/root/upper" "$state/root/work" "$state/root/merged"
  root="$state/root/merged"
  mount -t overlay -o "lowerdir=$engine:/,upperdir=$state/root/upper,workdir=$state/root/work" overlay "$root"

  mount -t proc proc "$root/proc"
  mount -t sysfs sysfs "$root/sys"
  mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/run"
  mkdir --parents "$root/var/lib/docker" "$root/before"
  mount --bind "$state/docker" "$root/var/lib/docker"

  cd "$root"
  pivot_root . before
  umount --lazy /before
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
  # As the first process it takes in those whose parents have ended.
  exec tini-static -s -- sleep infinity
}

main "$@"
