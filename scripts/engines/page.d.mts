/** The text of docs/engines.md. */
export function page(): string
