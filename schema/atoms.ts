import * as z from "zod"
import { GENERATOR_NAMES } from "./generator.js"
import { RESERVED } from "./per-environment.js"
import { normalised, startsAtItsFirst } from "./predicates.js"

/** An RFC 1035 label. */
const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** A name of the topology: lower-case letters, digits and hyphens, starting with a letter, 63 characters at most (RFC 1035 label). */
export const name = z
  .string()
  .regex(NAME, "a name is lower-case letters, digits and hyphens, and starts with a letter")
  .describe("A name: lower-case letters, digits and hyphens, starting with a letter, 63 characters at most.")

/** A pattern that every text but the words given matches; a regular expression, so that JSON Schema can say the same. */
function except(words: readonly string[]): RegExp {
  return new RegExp(`^(?!(?:${words.join("|")})$)`)
}

/** The name of a declared environment: any {@link name} but the {@link RESERVED} words. */
export const environmentName = z
  .string()
  .regex(NAME, "an environment's name is lower-case letters, digits and hyphens, and starts with a letter")
  .regex(except(RESERVED), `no environment has one of these words for a name: ${RESERVED.join(", ")}`)
  .describe(`The name of an environment; none of ${RESERVED.join(", ")}.`)

/** A key of a value per environment: an environment's name, or `default` for all that are not named. */
export const environmentKey = z
  .string()
  .regex(NAME, "a value per environment has the names of environments for keys, or default")
  .regex(
    except(RESERVED.filter((word) => word !== "default")),
    "a value per environment has the names of environments for keys, or default",
  )
  .describe("The name of an environment, or `default` for all that are not named.")

/** A service's name. Also its DNS name on its networks; underscores are admitted because Compose admits them. */
export const serviceName = z
  .string()
  .regex(
    /^[a-z](?:[a-z0-9_-]{0,61}[a-z0-9])?$/,
    "a service name is lower-case letters, digits, hyphens and underscores",
  )
  .describe("A service's name, which is also its DNS name: lower-case letters, digits, hyphens and underscores.")

/** A variable of a process environment (POSIX name). */
export const variableName = z
  .string()
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    "a variable name is letters, digits and underscores, and does not start with a digit",
  )
  .describe("The name of an environment variable.")

/** Words for people: one line, no control characters, not blank. Normalised to NFC, as Terraform does. */
export const words = z
  .string()
  .regex(
    /^[^\p{Cc}\p{Cs}]*[^\s\p{Cc}\p{Cs}][^\p{Cc}\p{Cs}]*$/u,
    "words are one line of text, not blank, without control characters",
  )
  .overwrite(normalised)
  .describe("Words for people: one line of text.")

/** A literal handed to a program: any characters but NUL and lone surrogates. Normalised to NFC, as Terraform does. */
export const literalString = z
  .string()
  .regex(/^[^\p{Cs}\0]*$/u, "a value holds no NUL and no half of a surrogate pair")
  .overwrite(normalised)
  .describe("A literal string.")

/** A duration as the Compose Specification writes it: `30s`, `1h30m`; days (`14d`) are admitted for retention only. */
export const duration = z
  .string()
  .regex(/^(?:\d+(?:us|ms|s|m|h))+$/, "a duration is written like 30s, 5m or 1h30m")
  .describe("A duration: 30s, 5m, 1h30m.")

/** A number of days: `14d`. */
export const days = z
  .string()
  .regex(/^[1-9]\d{0,4}d$/, "a retention is a number of days, written like 14d")
  .describe("A number of days: 14d.")

/** An amount of bytes: `100 GB` is 10^9 based, `512 MiB` is 2^20 based. */
export const size = z
  .string()
  .regex(/^[1-9]\d*(?:\.\d+)? ?(?:B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$/, "a size is written like 512 MiB or 100 GB")
  .describe("An amount of bytes: 512 MiB, 100 GB.")

/** A TCP or UDP port number. */
export const portNumber = z.int().min(1).max(65535).describe("A port number, 1 to 65535.")

/** An IPv4 address in dotted form. */
export const ipv4 = z.ipv4("an IPv4 address is written like 10.10.0.2").describe("An IPv4 address.")

/** An IPv4 or IPv6 address. */
export const anyAddress = z
  .union([z.ipv4("an IPv4 address is written like 10.10.0.2"), z.ipv6("an IPv6 address is written like fd00::2")])
  .describe("An IPv4 or IPv6 address.")

/** An IPv4 or IPv6 range in CIDR notation. */
export const anyRange = z
  .union([z.cidrv4("an IPv4 range is written like 10.0.0.0/8"), z.cidrv6("an IPv6 range is written like fd00::/8")])
  .describe("An IPv4 or IPv6 range in CIDR notation: 10.0.0.0/8.")

/** An IPv4 range in CIDR notation. */
export const cidr = z
  .cidrv4({ error: "a range is written in CIDR notation, like 10.10.0.0/24", abort: true })
  .refine(startsAtItsFirst, "a range starts at its own first address, like 10.10.0.0/24")
  .describe("An IPv4 range in CIDR notation: 10.10.0.0/24.")

/** An absolute path on a host or in a container, in normal form: no `..`, no `//`, no trailing slash. */
export const absolutePath = z
  .string()
  .regex(
    /^\/(?:(?!\.{1,2}(?:\/|$))[^/\p{Cc}\p{Cs}:]+(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}\p{Cs}:]+)*)?$/u,
    "an absolute path starts with / and holds no .., no // and no colon",
  )
  .overwrite(normalised)
  .describe("An absolute path.")

/** A path relative to some folder: no leading `/`, no `..` that leaves it. */
export const relativePath = z
  .string()
  .regex(
    /^(?!\/)(?:(?!\.{1,2}(?:\/|$))[^/\p{Cc}\p{Cs}:\\]+(?:\/(?!\.{1,2}(?:\/|$))[^/\p{Cc}\p{Cs}:\\]+)*)$/u,
    "a relative path has no leading /, no . or .. and no colon",
  )
  .overwrite(normalised)
  .describe("A path relative to the output directory or the compose file.")

/** A path on the developer's machine, relative to the compose file: `../../backend`. */
export const sourcePath = z
  .string()
  .regex(/^\.{1,2}(?:\/[^/\p{Cc}\p{Cs}:\\]+)*\/?$/u, "a source path starts with ./ or ../")
  .overwrite(normalised)
  .describe("A path relative to the compose file, starting with ./ or ../.")

/** A DNS name: labels of letters, digits and hyphens (RFC 1123), lower case. */
export const hostname = z
  .string()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "a host name is lower-case DNS labels (write an international name in its xn-- form)",
  )
  .describe("A DNS name in lower case.")

/** A git repository as a person writes it: `owner/name`. */
export const repositoryName = z
  .string()
  .regex(/^[\w.-]+\/[\w.-]+$/, "a repository is written owner/name")
  .describe("A git repository: owner/name.")

/** An owner of files as numbers: `999:999`. */
export const owner = z
  .string()
  .regex(/^\d{1,10}:\d{1,10}$/, "an owner is written uid:gid, in numbers")
  .describe("Owner of files: uid:gid, in numbers.")

/** The generators that a topology may choose. */
export const generatorName = z.enum(GENERATOR_NAMES)
