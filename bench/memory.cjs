// Preloaded into a measured process: leaves its peak memory, in KiB, in the file that BENCH_MEMORY names.
process.on("exit", () =>
  require("node:fs").writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS)),
)
