import type { byEnvironment } from "./varying.js"

/**
 * Input whose `only` and values per environment name the environments `E` alone.
 *
 * `{ size: string | ByEnvironment<string> }` → `{ readonly size: string | PerEnvironment<string, "staging" | "production"> }`
 */
export type Within<I, E extends string> = I extends readonly (infer V)[]
  ? readonly Within<V, E>[]
  : I extends object
    ? typeof byEnvironment extends keyof I
      ? PerEnvironment<Within<ValueOf<I>, E>, E>
      : { readonly [K in keyof I]: K extends "only" ? readonly Named<E>[] | undefined : Within<I[K], E> }
    : I

/** A value for some of the environments `E`, and one for all that are not named. */
export type PerEnvironment<V, E extends string> = { readonly [K in E | "default"]?: V } & {
  /** Marks it for the compiler alone; no value has it. */
  readonly [byEnvironment]?: never
}

/** `Base` with some of its fields replaced. */
export type With<Base, Fields> = Omit<Base, keyof Fields> & Fields

/** One of the names, and nothing else. */
export type Named<N> = N | NothingElse

declare const nothingElse: unique symbol

/** What no value is. Beside a single name it makes a union: only of unions does the compiler ask "Did you mean". */
type NothingElse = string & { readonly [nothingElse]: never }

/** The value at a path of keys, or never. */
export type At<T, P extends readonly string[]> = P extends readonly [
  infer K extends string,
  ...infer R extends readonly string[],
]
  ? K extends keyof T
    ? At<T[K], R>
    : never
  : T

/** The literal keys of a record, or never. */
export type KeyOf<T> = [T] extends [never] ? never : Extract<keyof T, string>

/** The values of a record. */
export type ValueOf<R> = R extends { readonly [key: string]: infer V } ? V : never

/**
 * The fields of `T`, at whatever depth, that `Shape` does not have; never when it has them all.
 *
 * Only what a literal states is looked into. Types that people name may hold themselves; their lists have no length, their records no
 * keys, and their fields may be undefined.
 */
export type Surplus<T, Shape> = T extends readonly (infer V)[]
  ? number extends T["length"]
    ? never
    : Surplus<V, ElementOf<Shape>>
  : T extends object
    ? { readonly [K in keyof T]-?: SurplusAt<K, T[K], Shape> }[keyof T]
    : never

type SurplusAt<K, V, Shape> = string extends K
  ? never
  : K extends FieldOf<Shape>
    ? V extends Scalar
      ? never
      : undefined extends V
        ? never
        : Surplus<V, FieldAt<Shape, K>>
    : K

type Scalar = string | number | boolean | undefined

/** Asks for what nothing has as soon as `T` has a field that `Shape` has not: the compiler then holds the literal itself against the shape. */
export type OnlyKnown<T, Shape> = [Surplus<T, Shape>] extends [never] ? unknown : Unknown<Surplus<T, Shape>>

/** Names the fields that nothing knows, in a way that nothing satisfies. */
export interface Unknown<Fields> {
  /** The names; no value has it. */
  readonly [unknownFields]: Fields
}

declare const unknownFields: unique symbol

/**
 * The shape with, of each union of objects, only those that a stated one can be meant to be: it is of a single one that the compiler
 * says which of its fields is nearest to a misspelled one.
 */
export type Meant<Stated, Shape> = {
  readonly [K in keyof Shape]: K extends keyof Stated ? MeantValue<Stated[K], Shape[K]> : Shape[K]
}

type MeantValue<Stated, Shape> = Stated extends readonly unknown[]
  ? [ElementOf<Shape>] extends [never]
    ? Shape
    : { readonly [I in keyof Stated]: MeantValue<Stated[I], ElementOf<Shape>> }
  : Stated extends object
    ? MeantObject<Stated, Shape, FormOf<Shape, keyof Stated>>
    : Shape

type MeantObject<Stated, Shape, Form> = [Form] extends [never]
  ? Shape
  : string extends keyof Form
    ? { readonly [K in keyof Stated]: MeantValue<Stated[K], ValueOf<Form>> }
    : Meant<Stated, Form>

/** The objects of a union that ask for no other fields than `Stated`. */
type FormOf<Shape, Stated> = Shape extends readonly unknown[]
  ? never
  : Shape extends object
    ? string extends keyof Shape
      ? Shape
      : RequiredField<Shape> extends Stated
        ? Shape
        : never
    : never

type RequiredField<S> = { readonly [K in keyof S]-?: object extends Pick<S, K> ? never : K }[keyof S]
type ElementOf<S> = S extends readonly (infer V)[] ? V : never
type FieldOf<S> = S extends readonly unknown[] ? never : S extends object ? keyof S : never
type FieldAt<S, K> = S extends readonly unknown[] ? never : K extends keyof S ? S[K] : never
