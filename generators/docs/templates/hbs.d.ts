/** A Handlebars template, compiled ahead of time by scripts/templates.mjs. */
declare module "*.hbs" {
  const template: (view: import("../page.js").View) => string
  export default template
}
