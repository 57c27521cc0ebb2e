import { createHash } from "node:crypto"

/**
 * The start-up script of VMs, by a digest of what it does.
 *
 * Nobody can tell from a shell script what it opens, so that the proof knows one, and what stands in its metadata is read as that one
 * reads it. The proof relies on these properties of it; whoever changes the script holds it against them, and writes down the new
 * digest, which a test compares with the module's file:
 * - it opens no port, but moves SSH to `ssh-port`;
 * - it keeps containers from the metadata server, unless `docker.metadata_access` says otherwise;
 * - Docker takes networks that name no subnet from `docker.address_pools`, and publishes nothing by itself;
 * - it mounts `disks` by their device names, and Docker does not start without them;
 * - each of `stacks` is started in its folder, under its project's name, from its `files` with its `env_files`, and with nothing else;
 * - it reads secrets from `secret-project` alone, and writes each to the file or the variable of its stack, and nowhere else.
 */
export const STARTUP_SCRIPT = "8cdfa789a55717eb327746e8ab703eec1e0232c4afde3c8cf185361f924b65c0"

/** A digest of a script's lines, but for comments and empty lines: two that do the same have the same. */
export function scriptDigest(text: string): string {
  const lines = text.split("\n")
  const counting = lines.filter((line, index) => {
    // After a backslash, a line is the end of the one before, whatever it looks like.
    if (lines[index - 1]?.endsWith("\\")) return true
    return line.trim() !== "" && (!/^\s*#/.test(line) || line.startsWith("#!"))
  })
  return createHash("sha256").update(counting.join("\n")).digest("hex")
}
