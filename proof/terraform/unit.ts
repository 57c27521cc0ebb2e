import type { HclMapping, HclValue } from "../../formats/hcl/value.js"
import type { Position, ReadProblem } from "../../formats/position.js"

/** What the Terragrunt units of a tree of files say. */
export interface UnitsReading {
  /** Every folder with a `terragrunt.hcl`, in order of their paths. */
  readonly units: readonly Unit[]
  /** All that was not understood or that Terragrunt or Terraform would refuse, in order of files and lines. */
  readonly problems: readonly ReadProblem[]
}

/** A Terragrunt unit with what its module makes of its inputs. */
export interface Unit {
  /** Its folder, as in the paths of the files: `terraform/live/production/firewall`. */
  readonly path: string
  /** The folder of its module: `terraform/modules/firewall`; undefined where it has none, or none among the files. */
  readonly module: string | undefined
  /** Its inputs, those of what it includes among them. */
  readonly inputs: ReadonlyMap<string, HclValue>
  /** The module's variables: inputs and defaults, converted to their types. */
  readonly variables: ReadonlyMap<string, HclValue>
  /** Its `dependency` blocks, by name. */
  readonly dependencies: ReadonlyMap<string, Dependency>
  /** Each instance of each resource, in order of the module's files, blocks and keys. */
  readonly resources: readonly Resource[]
  /** The module's outputs, by name. */
  readonly outputs: ReadonlyMap<string, Output>
  /** The project of Google Cloud that resources are in where they say nothing: the provider's; undefined where it is not known. */
  readonly project: string | undefined
  /** Where its state is kept; undefined where it says nothing. */
  readonly state: State | undefined
  /** Files that its `generate` blocks write next to the module's, by name. */
  readonly generated: ReadonlyMap<string, string>
}

/** Where Terraform keeps what it knows of a unit. */
export interface State {
  /** `gcs`; undefined where it is not known. */
  readonly backend: string | undefined
  /** The bucket; undefined where it is not known. */
  readonly bucket: string | undefined
  /** What the names of its objects begin with; undefined where it is not known. */
  readonly prefix: string | undefined
  /** The file that says so to Terraform; undefined where none is written. */
  readonly file: string | undefined
  /** Where it is stated. */
  readonly position: Position
}

/** One instance of a resource. */
export interface Resource {
  /** The unit's folder. */
  readonly unit: string
  /** `google_compute_firewall`. */
  readonly type: string
  /** The block's second label: `allow`. */
  readonly name: string
  /** Its key under `for_each`, its index under `count`, undefined with neither. */
  readonly key: string | number | undefined
  /** `google_compute_firewall.allow["api-from-internet"]`. */
  readonly address: string
  /**
   * What the block states. Each type of nested block is a list of objects, `dynamic` ones expanded; an attribute that is
   * null is left out, as Terraform makes no difference. Each value's position is the literal's that caused it: in the
   * unit's inputs, or in the module where it is written there.
   */
  readonly attributes: HclMapping
  /** Where the block stands in the module. */
  readonly position: Position
  /** Where the item of `for_each` that it stands for comes from; the block's position without one. */
  readonly cause: Position
}

/** An `output` block. */
export interface Output {
  /** What others see. */
  readonly value: HclValue
  /** Where the block stands. */
  readonly position: Position
}

/** A `dependency` block of a unit. */
export interface Dependency {
  /** Its label: `dependency.<name>.outputs`. */
  readonly name: string
  /** The folder of the unit that it means; undefined where that is not known. */
  readonly path: string | undefined
  /**
   * What `dependency.<name>.outputs` is: the outputs of the unit, with what the cloud decides as references. Where there is
   * no such unit among the files, references to outputs of that path.
   */
  readonly outputs: HclValue
  /** What stands in before the unit is applied; undefined where nothing does. Never mixed into `outputs`. */
  readonly mocks: HclMapping | undefined
  /** Whether only the mocks tell what the outputs are: there is no such unit among the files. */
  readonly isMocked: boolean
  /** Each place where the unit says `dependency.<name>.outputs.<output>`, in order of the source. */
  readonly uses: readonly OutputUse[]
  /** Where the block stands. */
  readonly position: Position
}

/** A place where a unit uses a dependency's output. */
export interface OutputUse {
  /** The output's name. */
  readonly output: string
  /** Where it stands. */
  readonly position: Position
}

/** One use of a dependency's output by a unit, and whether a mock can stand in for it. */
export interface MockUse {
  /** The unit's folder. */
  readonly unit: string
  /** The dependency's name. */
  readonly dependency: string
  /** The output's name. */
  readonly output: string
  /** Where it is used. */
  readonly position: Position
  /** Where the mock stands; undefined where there is none. */
  readonly mock: Position | undefined
  /** What is wrong with the mock, in one sentence; undefined where nothing is. */
  readonly problem: string | undefined
}
