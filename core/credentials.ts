import { VARIABLE } from "./literals.js"

/** What is known of a text that looks like a secret. Never holds any of what is secret in it. */
export interface Credential {
  /** What it looks like, as part of a sentence: `a token of GitHub`. */
  readonly what: string
  /** How it begins, which is the same for all of its kind: `ghp_…`. */
  readonly shown: string
}

/** What a kind of secret looks like: what comes first is its own, and says nothing of the secret. */
interface Shape {
  readonly what: string
  readonly pattern: RegExp
}

/**
 * Shapes that only secrets have, each as whoever hands it out documents it.
 *
 * The first group of a pattern is what may be shown.
 */
const SHAPES: readonly Shape[] = [
  { what: "a private key", pattern: /(-----BEGIN )(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----/ },
  { what: "an access key of AWS", pattern: /(?<![A-Za-z0-9])(A(?:KIA|SIA))[A-Z2-7]{16}(?![A-Za-z0-9])/ },
  { what: "a token of GitHub", pattern: /(?<![A-Za-z0-9])(gh[pousr]_|github_pat_)[A-Za-z0-9_]{22,}/ },
  { what: "a token of GitLab", pattern: /(?<![A-Za-z0-9])(gl(?:pat|rt|dt|ptt)-)[A-Za-z0-9_-]{20,}/ },
  { what: "a token of Slack", pattern: /(?<![A-Za-z0-9])(xox[abeoprs]-)[A-Za-z0-9-]{10,}/ },
  {
    what: "a webhook of Slack",
    pattern: /(hooks\.slack\.com\/services\/)T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{20,}/,
  },
  { what: "a key of Stripe", pattern: /(?<![A-Za-z0-9])((?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9]{16,}/ },
  { what: "an API key of Google", pattern: /(?<![A-Za-z0-9])(AIza)[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/ },
  { what: "a client secret of Google", pattern: /(?<![A-Za-z0-9])(GOCSPX-)[A-Za-z0-9_-]{20,}/ },
  { what: "a key of Anthropic", pattern: /(?<![A-Za-z0-9])(sk-ant-)[A-Za-z0-9_-]{20,}/ },
  { what: "a key of OpenAI", pattern: /(?<![A-Za-z0-9])(sk-(?:proj-|svcacct-)?)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_]{20,}/ },
  { what: "a key of SendGrid", pattern: /(?<![A-Za-z0-9])(SG\.)[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}/ },
  { what: "a token of npm", pattern: /(?<![A-Za-z0-9])(npm_)[A-Za-z0-9]{36}/ },
  { what: "a token of Docker Hub", pattern: /(?<![A-Za-z0-9])(dckr_(?:pat|oat)_)[A-Za-z0-9_-]{20,}/ },
  { what: "a token of Hugging Face", pattern: /(?<![A-Za-z0-9])(hf_)[A-Za-z]{30,}/ },
  { what: "a token of DigitalOcean", pattern: /(?<![A-Za-z0-9])(do[opr]_v1_)[0-9a-f]{64}/ },
  { what: "a key of age", pattern: /(AGE-SECRET-KEY-1)[0-9A-Z]{50,}/ },
  {
    what: "a JSON Web Token",
    pattern: /(?<![A-Za-z0-9])(eyJ)[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/,
  },
]

/** Some word of every shape; most texts hold none, and are looked at no further. */
const GATE =
  /PRIVATE KEY|AKIA|ASIA|gh[pousr]_|github_pat_|gl(?:pat|rt|dt|ptt)-|xox|hooks\.slack|_live_|_test_|whsec_|AIza|GOCSPX|sk-|SG\.|npm_|dckr_|hf_|_v1_|AGE-SECRET|eyJ/

/** What a text holds that has a shape that only secrets have; undefined for most. */
export function knownCredential(text: string): Credential | undefined {
  if (text.length < 16 || !GATE.test(text)) return undefined
  for (const { what, pattern } of SHAPES) {
    const found = pattern.exec(text)
    if (found !== null) return { what, shown: `${found[1]}…` }
  }
  return undefined
}

/** A text without what {@link knownCredential} finds in it: of each only how it begins, which is the same for all of its kind. */
export function withoutCredentials(text: string): string {
  if (text.length < 16 || !GATE.test(text)) return text
  let left = text
  for (const { whole } of WHOLE) left = left.replace(whole, "$1…")
  return left
}

/** The same shapes, each with all that may belong to it: a key reaches to its last line. */
const WHOLE = SHAPES.map(({ pattern }) => {
  const isKey = pattern.source.includes("PRIVATE KEY")
  return { whole: new RegExp(`${pattern.source}${isKey ? "[\\s\\S]*" : "[A-Za-z0-9_+/=-]*"}`, "g") }
})

/** Names of variables whose value is a secret. */
const SECRET_NAME =
  /(?:PASSWORD|PASSWD|PASSPHRASE|REQUIREPASS|MASTERAUTH)$|(?:^|_)(?:PASS|PWD|SECRET|SECRET_KEY(?:_BASE)?|TOKEN|API_?KEY|(?:ACCESS|ACCOUNT|MASTER|PRIVATE|SIGNING|ENCRYPTION)_?KEY|CREDENTIALS?)$/i

/** Whether something is called as secrets are: `DB_PASSWORD`, `JWT_SECRET_1`, `dbPassword`, `--api-key`, `environment.PGPASSWORD`. */
export function isSecretName(name: string): boolean {
  if (!/pass|pwd|secret|token|key|credential|masterauth/i.test(name)) return false
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/_?\d+$/, "")
  return SECRET_NAME.test(words) && !PUBLIC_NAME.test(words)
}

/** Names that say that anybody may see the value. */
const PUBLIC_NAME = /(?:^|_)(?:PUBLIC|PUBLISHABLE|ANON|CSRF|COOKIE_NAME|HEADER)(?:_|$)/i

/** Values that are no secret whatever their variable is called: words of a setting, paths, and URLs. */
const SETTING = /^(?:true|false|yes|no|on|off|none|null|nil|auto|default|required|optional|enabled|disabled|env|file)$/i

/**
 * How a value is told to be a secret: by the name of its variable (`POSTGRES_PASSWORD`), or by its letters, which are random.
 *
 * Undefined for most. What has a known shape is told by {@link knownCredential}.
 */
export function likelyCredential(text: string, variable: string | undefined): "name" | "letters" | undefined {
  if (variable !== undefined && PUBLIC_NAME.test(variable)) return undefined
  if (variable !== undefined && isSecretName(variable) && isValue(text)) return "name"
  return isRandom(text) ? "letters" : undefined
}

/** Whether a text is a word of a setting, which is no secret whatever its variable is called: `true`, `none`, `required`. */
export function isSetting(text: string): boolean {
  return SETTING.test(text)
}

function isValue(text: string): boolean {
  return (
    text.length >= 4 && !/[\s\0]/.test(text) && !isSetting(text) && !/^(?:[./~{$<]|[a-z][a-z0-9+.-]*:\/\/)/i.test(text)
  )
}

/** Letters of base64, in both of its alphabets, and what people put between them. */
const ALPHABET = /^[A-Za-z0-9+/_-]{24,}={0,2}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Whether a text is so irregular that only a generator of random texts makes it: capitals, small letters and digits among each other,
 * and hardly two alike. Hashes and digests are hexadecimal, and are left alone, as are UUIDs, paths, and names made of words.
 */
export function isRandom(text: string): boolean {
  if (!ALPHABET.test(text) || UUID.test(text) || text.startsWith("/")) return false
  const digits = text.replace(/[^0-9]/g, "").length
  if (digits < 3 || digits === text.length || !/[a-z]/.test(text) || !/[A-Z]/.test(text)) return false
  // In names made of words, letters of one kind follow each other; in a random text, kinds change all the time.
  return changes(text) / text.length > 0.35 && entropy(text) > 3.9
}

/** How often one kind of letter (small, capital, digit, other) follows another. */
function changes(text: string): number {
  let count = 0
  for (let index = 1; index < text.length; index++) if (kindOf(text, index) !== kindOf(text, index - 1)) count += 1
  return count
}

function kindOf(text: string, index: number): number {
  const code = text.charCodeAt(index)
  if (code >= 48 && code <= 57) return 0
  if (code >= 65 && code <= 90) return 1
  return code >= 97 && code <= 122 ? 2 : 3
}

/** Bits a letter (Shannon): what a text holds that its own frequencies of letters don't tell. */
function entropy(text: string): number {
  const counts = new Map<string, number>()
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length)
  return bits
}

/** RFC 3986: scheme, user, password and host; the password alone may not be there. */
const USERINFO = /([A-Za-z][A-Za-z0-9+.-]*:\/\/)([^\s/?#:]*):([^\s/?#\0]+)@([^\s/?#,]*)/

/** How drivers for MySQL write it: `user:password@tcp(host:3306)`. */
const BEFORE_NETWORK = /(?<![\w.])([\w.-]{1,64}):[^\s"'`\0]+@(tcp6?|udp|unix)\(/

/** The first URL in a text whose password is literal, with the password left out: `redis://:…@cache`. */
export function urlWithPassword(value: string): string | undefined {
  if (!value.includes("@")) return undefined
  const driver = BEFORE_NETWORK.exec(value)
  if (driver !== null) return `${driver[1]}:…@${driver[2]}`
  const found = value.includes("://") ? USERINFO.exec(value) : null
  if (found === null) return undefined
  const [, scheme = "", user = "", , host = ""] = found
  return `${scheme}${user}:…@${host}`.replaceAll(VARIABLE, "$…")
}
