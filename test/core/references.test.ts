import { describe, expect, it } from "vitest"
import { at, bucket, env, hostOf, portOf, secret, t, url } from "../../schema/references.js"

const references = [
  ['at("redis")', at("redis"), { at: "redis" }],
  ['at("redis")', at("redis", "tls"), { at: "redis", port: "tls" }],
  ['hostOf("redis")', hostOf("redis"), { at: "redis", part: "host" }],
  ['portOf("redis")', portOf("redis", "tls"), { at: "redis", port: "tls", part: "port" }],
  ['env("LEVEL")', env("LEVEL", { default: "info" }), { env: "LEVEL", default: "info" }],
  ['secret("OVEN_KEY")', secret("OVEN_KEY"), { secret: "OVEN_KEY" }],
  ['url("shop")', url("shop"), { url: "shop" }],
  ['bucket("photos")', bucket("photos"), { bucket: "photos" }],
  ["t`…`", t`a${at("redis")}`, { text: ["a", { at: "redis" }] }],
] as const

describe.each(references)("%s", (written, reference, data) => {
  it("throws where it becomes a text, and says what to write", () => {
    const message = `${written} is a reference, and no text yet. Write the tag t before a template that holds one: t\`redis://\${at("redis")}/0\``
    expect(() => `redis://${reference}/0`).toThrow(message)
    expect(() => String(reference)).toThrow(message)
    expect(() => "redis://" + reference).toThrow(message)
    expect(() => [reference].join("")).toThrow(message)
  })

  it("is plain data to all who read data", () => {
    expect(reference).toEqual(data)
    expect(structuredClone(reference)).toStrictEqual(data)
    expect({ ...reference }).toStrictEqual(data)
    expect(JSON.parse(JSON.stringify(reference))).toStrictEqual(data)
    expect(Object.keys(reference)).toEqual(Object.keys(data))
    expect(Object.getPrototypeOf(reference)).toBe(Object.prototype)
    expect(Object.getOwnPropertySymbols(reference)).toEqual([])
  })
})
