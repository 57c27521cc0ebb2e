/**
 * Arithmetic on decimals. Terraform calculates with binary numbers of 512 bits, which hold 0.25 but come only close to 0.1: a
 * result is certain where all numbers of it are such as binary digits hold, and close otherwise.
 */

/** A result, and whether it is Terraform's number and not only close to it. */
export interface HclResult {
  /** As a double. */
  readonly value: number
  /** False where the digits of the result are more than a double holds, or never end. */
  readonly isExact: boolean
}

/** `a + b`. */
export function add(a: number, b: number): HclResult {
  if (areSafe(a, b) && Number.isSafeInteger(a + b)) return { value: a + b, isExact: true }
  const [left, right, scale] = aligned(a, b)
  return rounded(left + right, scale, areBinary(a, b))
}

/** `a - b`. */
export function subtract(a: number, b: number): HclResult {
  return add(a, -b)
}

/** `a * b`. */
export function multiply(a: number, b: number): HclResult {
  if (areSafe(a, b) && Number.isSafeInteger(a * b)) return { value: a * b, isExact: true }
  const left = decimal(a)
  const right = decimal(b)
  return rounded(left.digits * right.digits, left.scale + right.scale, areBinary(a, b))
}

/** `a / b`; `b` is not 0. */
export function divide(a: number, b: number): HclResult {
  const value = a / b
  if (!Number.isFinite(value)) return { value, isExact: false }
  const back = multiply(value, b)
  return { value, isExact: back.isExact && back.value === a && isBinary(value) && areBinary(a, b) }
}

/** `a % b`, of the sign of `a`; `b` is not 0. */
export function remainder(a: number, b: number): HclResult {
  // Terraform's difference of two equal numbers is 0, and not -0.
  if (areSafe(a, b)) return { value: (a % b) + 0, isExact: true }
  const [left, right, scale] = aligned(a, b)
  return rounded(left % right, scale, areBinary(a, b))
}

/** Whether binary digits hold the decimal that a double stands for: 0.25, but not 0.1. */
export function isBinary(value: number): boolean {
  const { scale } = decimal(value)
  return scale <= 0 || (scale < 60 && Number.isInteger(value * 2 ** scale))
}

function areBinary(a: number, b: number): boolean {
  return isBinary(a) && isBinary(b)
}

/** A number as Terraform spells it: all digits, and no exponent. */
export function decimalText(value: number): string {
  if (Object.is(value, -0)) return "-0"
  const text = String(value)
  if (!text.includes("e")) return text
  const { digits, scale } = decimal(value)
  const sign = digits < 0n ? "-" : ""
  const plain = String(digits < 0n ? -digits : digits)
  if (scale <= 0) return sign + plain + "0".repeat(-scale)
  const padded = plain.padStart(scale + 1, "0")
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

function areSafe(a: number, b: number): boolean {
  return Number.isSafeInteger(a) && Number.isSafeInteger(b)
}

/** `digits / 10 ** scale`. */
interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

/** The shortest decimal that the double stands for. */
function decimal(value: number): Decimal {
  const [mantissa = "", exponent = "0"] = String(value).split("e")
  const [whole = "", fraction = ""] = mantissa.split(".")
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) }
}

function aligned(a: number, b: number): readonly [bigint, bigint, number] {
  const left = decimal(a)
  const right = decimal(b)
  const scale = Math.max(left.scale, right.scale)
  return [left.digits * 10n ** BigInt(scale - left.scale), right.digits * 10n ** BigInt(scale - right.scale), scale]
}

function rounded(digits: bigint, scale: number, isCertain: boolean): HclResult {
  const value = Number(`${digits}e${-scale}`)
  if (!Number.isFinite(value)) return { value, isExact: false }
  const back = decimal(value)
  const wanted = scale > back.scale ? digits : digits * 10n ** BigInt(back.scale - scale)
  const got = scale > back.scale ? back.digits * 10n ** BigInt(scale - back.scale) : back.digits
  return { value, isExact: isCertain && wanted === got }
}
