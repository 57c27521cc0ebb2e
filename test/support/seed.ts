import fc from "fast-check"

// The same draws in every run, so that a change is judged by what it changed; FC_SEED draws others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_260_101) })
