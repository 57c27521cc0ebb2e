/** The parser alone: the package's main module brings streams and a printer too, and takes three times as long to load. */
declare module "@iarna/toml/parse-string.js" {
  const parse: (source: string) => Record<string, unknown>
  export default parse
}
