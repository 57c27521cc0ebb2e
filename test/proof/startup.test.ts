import { describe, expect, it } from "vitest"
import { moduleFiles } from "../../generators/terraform/modules.js"
import { STARTUP_SCRIPT, scriptDigest } from "../../proof/vocabulary/startup.js"

const script = moduleFiles.vm.find(({ name }) => name === "startup.sh")!.text

describe("the start-up script that the proof knows", () => {
  it("is the one that ships: see what the proof relies on before you write another digest", () => {
    expect(scriptDigest(script)).toBe(STARTUP_SCRIPT)
  })

  it("is the same with other comments and empty lines", () => {
    expect(scriptDigest(script.replace("\n", "\n# A remark.\n\n"))).toBe(STARTUP_SCRIPT)
    expect(scriptDigest(script.replace(/^# .*\n/gm, ""))).toBe(STARTUP_SCRIPT)
  })

  it("is another one with another line, another interpreter, or a line that a backslash continues", () => {
    expect(scriptDigest(`${script}iptables --flush\n`)).not.toBe(STARTUP_SCRIPT)
    expect(scriptDigest(script.replace("#!/bin/bash", "#!/bin/sh"))).not.toBe(STARTUP_SCRIPT)
    expect(scriptDigest("one \\\n# two\n")).not.toBe(scriptDigest("one \\\n"))
  })
})
