/**
 * What each exit code of the command line means, the same for every command.
 *
 * "Changed" and "failed" are told apart, so that a script can act on one and stop at the other.
 */
export const exit = {
  /** Nothing to report: everything is valid and, for `check`, as the topology says. */
  clean: 0,
  /** The topology is invalid, a rule found an error, or a write was refused. */
  invalid: 1,
  /** What is on disk is not what the topology says. */
  drift: 2,
  /** The command line itself is wrong: an unknown command, option or value. */
  usage: 64,
  /** An exception, which is always a mistake in Groundplan. */
  bug: 70,
} as const

/** One of the codes of {@link exit}. */
export type ExitCode = (typeof exit)[keyof typeof exit]
