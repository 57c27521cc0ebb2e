/** What the bundler does beyond TypeScript: validators and templates compiled ahead of time, Terraform modules embedded. */
export const plugins = []
