/** The compiler's version: part of the ledger and of the cache's key. Filled in when the command line is bundled. */
export const version: string = process.env.GROUNDPLAN_VERSION ?? "0.0.0"
