import { describe, expect, it } from "vitest"
import { servicesDebugger } from "../../core/rules/services-debugger.js"
import { bakery } from "../support/bakery.js"
import { findings } from "../support/findings.js"

describe("services/debugger", () => {
  const found = (oven: object, environments: object = { staging: {} }) =>
    findings(servicesDebugger, bakery({ oven }, { environments }))
  const inspected = (option: string) => found({ command: ["node", option, "oven.js"] })

  it("warns of a debugger that listens for other machines", () => {
    expect(inspected("--inspect=0.0.0.0:9230")).toEqual([
      {
        message:
          "The debugger of Node.js listens on 9230 of shop.oven, on every address: whoever comes to the container runs code in it.",
        path: "/hosts/shop/services/oven/command",
        found: "9230",
        allowed: "127.0.0.1, or no debugger",
        help: "Start it in development only: `local.command` is for laptops.",
        environments: ["staging"],
      },
    ])
  })

  it("refuses it in production", () => {
    const environments = { production: {} }
    expect(found({ command: ["node", "--inspect=0.0.0.0"] }, environments)).toMatchObject([
      { severity: "error", found: "9229", environments: ["production"] },
    ])
  })

  it.each([
    [{ command: "node --inspect-brk=[::]:9229 oven.js" }, "Node.js", "9229", "command"],
    [{ environment: { NODE_OPTIONS: "--inspect=0.0.0.0" } }, "Node.js", "9229", "environment/NODE_OPTIONS"],
    [{ command: { shell: "python -m debugpy --listen 0.0.0.0:5679 oven.py" } }, "Python", "5679", "command"],
    [{ entrypoint: ["dlv", "exec", "--headless", "--listen=:2345", "/oven"] }, "Go", "2345", "entrypoint"],
    [
      { environment: { JAVA_TOOL_OPTIONS: "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=*:5006" } },
      "Java",
      "5006",
      "environment/JAVA_TOOL_OPTIONS",
    ],
  ])("reads %j", (oven, language, port, place) => {
    expect(found(oven)).toMatchObject([
      {
        message: expect.stringContaining(`The debugger of ${language}`),
        found: port,
        path: `/hosts/shop/services/oven/${place}`,
      },
    ])
  })

  it("keeps quiet about one that its container alone comes to", () => {
    for (const option of ["--inspect", "--inspect=9229", "--inspect=127.0.0.1:9229", "--inspector=0.0.0.0"])
      expect(inspected(option), option).toEqual([])
    expect(found({ command: ["python", "-m", "debugpy", "--listen", "5678"] })).toEqual([])
    expect(found({ command: ["curl", "--listen", "0.0.0.0:5678"] })).toEqual([])
    expect(found({ environment: { NOTE: "--inspect=0.0.0.0" } })).toEqual([])
  })

  it("keeps quiet where people develop, and leaves to ports/sensitive what is open to the internet", () => {
    const oven = { command: ["node", "--inspect=0.0.0.0:7000"] }
    expect(found(oven, { development: {} })).toEqual([])
    expect(found(oven, { staging: { placements: ["local"] } })).toEqual([])
    expect(found({ ...oven, ports: { debug: { port: 7000, exposure: "public", reason: "Reports" } } })).toEqual([])
    expect(found({ ...oven, ports: { debug: { port: 7000, exposure: "host" } } })).toHaveLength(1)
  })
})
