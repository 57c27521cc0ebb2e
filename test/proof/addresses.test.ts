import { describe, expect, it } from "vitest"
import { toldAddresses } from "../../proof/addresses.js"

const position = { file: "docker-compose.yml", line: 1, column: 1 }

function told(
  texts: Readonly<Record<string, string>> | readonly string[],
): readonly (readonly [string, number | undefined])[] {
  const all = Array.isArray(texts)
    ? (texts as readonly string[]).map((value) => ({ variable: undefined, value, position }))
    : Object.entries(texts).map(([variable, value]) => ({ variable, value, position }))
  return toldAddresses({ texts: all }).map(({ value, port }) => [value, port] as const)
}

describe("the addresses that a container is told", () => {
  it("are the hosts of URLs, with their ports", () => {
    expect(told({ CACHE: "redis://:pa%40ss@Shelf:6379/0", API: "https://catalogue.example/v1?x=1" })).toEqual([
      ["shelf", 6379],
      ["catalogue.example", undefined],
    ])
  })

  it("are several in one text", () => {
    expect(told(["--brokers=amqp://one:5672,amqp://two:5672"])).toEqual([
      ["one", 5672],
      ["two", 5672],
    ])
  })

  it("are pairs of a host and a port", () => {
    expect(told({ KAFKA: "queue:9092" })).toEqual([["queue", 9092]])
  })

  it("are values of variables that are named after a host, with the port beside", () => {
    expect(told({ DB01_HOST: "books", DB01_PORT: "5432", PGHOST: "loans" })).toEqual([
      ["books", 5432],
      ["loans", undefined],
    ])
  })

  it("are no words that merely look like a name, nor what is known at run time only", () => {
    expect(
      told({ POSTGRES_USER: "books", LOG_LEVEL: "info", HOSTING: "books shelf", DATABASE_URL: "${DATABASE_URL}" }),
    ).toEqual([])
    expect(told(["serve", "--verbose"])).toEqual([])
  })
})
