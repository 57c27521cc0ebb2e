import type { ListedCode } from "./listed.js"

/** What keeps a topology from being read, what is generated from being written, and how what is on disk differs. */
export const fileCodes = {
  "baseline/invalid": say(
    "The file that --baseline names is no baseline of this version.",
    "A baseline is what `--baseline known.json --write-baseline` writes: JSON, with a version. Make it anew.",
  ),
  "baseline/not_found": say(
    "The file that --baseline names can't be read.",
    "A baseline that is not there knows nothing, so every finding would count as new: rather than that, the run stops.",
  ),
  "baseline/not_written": say(
    "The baseline can't be written.",
    "The folder has to be there, and writable. Nothing else of the run is lost.",
  ),
  "drift/compiler_upgraded": say(
    "A file on disk is as another version of Groundplan wrote it, and this one writes it differently.",
    "`groundplan build` writes it anew; read the difference, since the topology did not change.",
  ),
  "drift/hand_edited": say(
    "A file on disk was edited by hand after it was generated.",
    "The next build would undo the edit. Make the change in the topology: the finding names the places that the edited lines come from.",
  ),
  "drift/ledger": say(
    "The record of what was written is not what it should be.",
    "The ledger says what Groundplan wrote, and so what it may delete. `groundplan build` writes it anew; a conflict in it is settled by building too.",
  ),
  "drift/missing": say(
    "A file was generated, and is not on disk any more.",
    "`groundplan build` writes it again. Where it is not wanted, say so in the topology: `generate`, or `only`.",
  ),
  "drift/orphaned": say(
    "A file on disk was generated, and the topology does not ask for it any more.",
    "`groundplan build` deletes it, where nobody edited it.",
  ),
  "drift/stale": say(
    "A file on disk is older than the topology.",
    "The topology or images.toml changed after it was written: run `groundplan build` and commit both.",
  ),
  "drift/unknown": say(
    "A file stands where files are generated, and neither the topology nor the ledger knows it.",
    "It may be a left-over, or somebody's own. Remove it, or list it in `.groundplan/keep` of the output directory.",
  ),
  "drift/unrecorded": say(
    "A file on disk is as it should be, and the ledger does not know it.",
    "Nobody could tell later whether it was edited, or whether it may be deleted. `groundplan build` records it, and writes nothing else.",
  ),
  "ledger/invalid": say(
    "The record of what was written can't be read.",
    `The ledger stands in the repository and says what a build may delete: a line that is not of its form, or a path that leads out of the
output directory, is not believed. Restore it from version control, or delete it: a build records again every file that is as it should be.`,
  ),
  "load/ambiguous": say(
    "Several files could be the topology.",
    "Where `topology.ts` and `topology.yaml` stand side by side, neither is guessed. Remove one, or name the other with `--config`.",
  ),
  "load/circular": say(
    "The files of a topology import each other in a circle.",
    "Which of them runs first would decide what the others see. Move what both need into a third that imports neither.",
  ),
  "load/computed_import": say(
    "A topology imports something whose name is known only when it runs.",
    "The files that a topology consists of are watched, and are part of what makes a build reproducible: import by a fixed path.",
  ),
  "load/no_export": say(
    "The file holds no topology.",
    "A topology in TypeScript is the default export, `export default defineTopology({ … })`; in YAML and JSON it is the document itself.",
  ),
  "load/no_such_import": say(
    "A topology imports a name that the file or package does not export.",
    "The nearest one that it exports is suggested.",
  ),
  "load/not_found": say(
    "The topology, or a file that it imports, can't be found or read.",
    "It is looked for in the working directory and above: `topology.ts`, `.mts`, `.js`, `.mjs`, `.json`, `.yaml` or `.yml`. `--config` names another.",
  ),
  "load/syntax": say(
    "The topology is not written in the language that its name says.",
    "The finding stands where the parser stopped, which is often just behind the slip.",
  ),
  "load/throws": say(
    "The topology throws while it is read.",
    "A topology is data. What it computes has to succeed everywhere, and with the same result: no file, no network, no clock.",
  ),
  "load/timeout": say(
    "The topology takes too long to read.",
    "A loop that never ends can't be told from one that takes long; reading a topology takes milliseconds.",
  ),
  "load/top_level_await": say(
    "The topology waits for something at its top level.",
    "What it would wait for may say something else tomorrow: the same topology has to say the same everywhere. Write the value into it.",
  ),
  "load/unknown_kind": say(
    "The file that --config names is of no kind that holds a topology.",
    "TypeScript, JavaScript, JSON and YAML are; which one it is, the name's ending says.",
  ),
  "output/duplicate_path": say(
    "Two files would be written to one path.",
    "The second would overwrite the first; on some disks so would one whose name differs by capitals only. Change the folder of one of them.",
  ),
  "typecheck/TSnnnn": say(
    "The TypeScript compiler, run by --typecheck, refuses the topology.",
    "The number is the compiler's own: `TS2322` says that a value is not of the type that its place takes.",
  ),
  "typecheck/failed": say(
    "The TypeScript compiler, run by --typecheck, ended without saying what is wrong.",
    "What it printed first is quoted. Run it yourself: `npx tsc --noEmit`.",
  ),
  "typecheck/left_out": say(
    "The tsconfig.json beside the topology does not cover it.",
    "The compiler was asked about a project that the topology is no part of: nothing was checked. Add it to `include`.",
  ),
  "typecheck/no_compiler": say(
    "--typecheck was asked for, and TypeScript is not installed beside the topology.",
    "Your own compiler is used, so that its version is yours to choose: `npm install --save-dev typescript`.",
  ),
  "usage/binding_rule": say(
    "--rule weighs a rule less that what is generated relies on.",
    "What a rule of a generator refuses can't be spelled in its format. Mend what it finds instead.",
  ),
  "usage/invalid_pin": say(
    "`groundplan pin` is given something that is neither a tag nor a digest.",
    "Write `redis=7.4-alpine`, `redis=sha256:…` or both: `redis=7.4-alpine@sha256:…`.",
  ),
  "usage/no_pin": say("`groundplan pin` is given an image without a tag.", "Write `redis=7.4-alpine`."),
  "usage/unknown_environment": say(
    "--env names an environment that there is not.",
    "The nearest one is suggested, with the place where it is declared.",
  ),
  "usage/unknown_image": say(
    "`groundplan pin` names an image that nothing declares.",
    "Images are declared in `images` of the topology, and pinned by the name that they have there.",
  ),
  "usage/unknown_rule": say("--rule names a rule that there is not.", "`groundplan rules` lists all of them."),
  "write/busy": say(
    "Another build is writing to the same output directory.",
    "Two at once could leave half of each. The lock says which process holds it, on which machine.",
  ),
  "write/case_clash": say(
    "Two paths differ only in capitals.",
    "On macOS and Windows they are one file, and the second would overwrite the first.",
  ),
  "write/clash": say(
    "Something that was not generated stands where a file would be written.",
    "What Groundplan did not write is never overwritten. Move it, or generate into another directory with `--out`.",
  ),
  "write/duplicate_path": say(
    "A path is generated twice, or as both a file and a folder.",
    "Change the folder of one of them: `directory` of a stack, of `terraform` or of `docs`.",
  ),
  "write/failed": say(
    "The disk refused a write.",
    "Nothing is half-written: what was begun is finished or undone by the next build.",
  ),
  "write/hand_edited": say(
    "A file was edited by hand after it was generated.",
    "A build does not discard the edit unless it is told to with `--overwrite`. Make the change in the topology instead.",
  ),
  "write/path": say(
    "A generated path can't be written.",
    "A path is relative, has no `..`, and none of its parts is a name that a system reserves: it stays inside the output directory.",
  ),
  "write/symbolic_link": say(
    "A symbolic link stands where a generated file or folder must.",
    "What it points to may lie outside of the output directory. Replace it with what it points to, or remove it.",
  ),
  "write/unreadable": say(
    "The output directory can't be read.",
    "What is on disk has to be compared before anything is written over it. Give the user who builds access.",
  ),
} as const satisfies Readonly<Record<string, ListedCode>>

/** A code that no topology can show: what it says, and the way out. */
function say(summary: string, why: string): ListedCode {
  return { summary, explain: () => ({ why }) }
}
