import type { ListedCode } from "./listed.js"

/** How what the emitted files say differs from what the topology grants. */
export const proofCodes = {
  "proof/disagreement": say(
    "Two files state one fact differently: an address, a port, a range, a path, or the name of a secret.",
    `Each of them may be valid for its own engine, and the whole still not work. The finding names the line that stands alone. Where the file is
as Groundplan wrote it, an escape hatch of the topology (\`compose\`, a fragment) says something else than the rest.`,
  ),
  "proof/mock_missing": say(
    "An output of a dependency that a Terragrunt unit uses has no mock, or one of another type.",
    "Without it, `terragrunt run --all plan` fails before anything is applied, which is when one would like to see the plan.",
  ),
  "proof/name_unclear": say(
    "A name that a container's files use is answered by several containers of its machine, or by none.",
    `Docker's DNS server answers a name with every container that has it on a network which the asking one is on, across all Compose projects
of the machine: half of the connections then come to the wrong one.`,
  ),
  "proof/not_granted": say(
    "Something is reachable, as the files say, that nothing in the topology grants.",
    `The path is told hop by hop. Declare it, if it is meant: an edge with \`uses\`, an exposure of a port, a route. Otherwise take it out of the
file that opens it.`,
  ),
  "proof/not_understood": say(
    "A file can't be read, or says what the proof has no picture of.",
    "What is not understood can't be proved, and is never passed over. Write it in a way that the engine documents.",
  ),
  "proof/path_closed": say(
    "An edge, a route or an exposure is declared, and the files leave no complete path for it.",
    `The path is told hop by hop, up to the one that breaks it: a network that one end is not on, a firewall rule that is missing, a port that
is published elsewhere, an upstream that nobody answers to.`,
  ),
  "proof/secret_written": say(
    "A secret's value, or what it would be made from, stands in a generated file.",
    "Whoever reads the repository has it. Declare a secret and refer to it; then put another value in its place, for this one is known.",
  ),
} as const satisfies Readonly<Record<string, ListedCode>>

function say(summary: string, why: string): ListedCode {
  return { summary, explain: () => ({ why }) }
}
