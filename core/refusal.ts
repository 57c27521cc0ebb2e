// In the bundle, zod and what explains its findings are loaded when this is first called: see scripts/acceptor.mjs.
export { refuse as refusal } from "./refuse.js"
