import { type Breakage, each, text } from "./tools.js"

/** What is wrong with a Caddyfile. */
export const CADDYFILE: readonly Breakage[] = [
  /* Caddyfiles */
  text("an upstream under another name", /Caddyfile$/, ["proof/path_closed", "proof/not_granted"], (content) =>
    each(
      content,
      /^(\t+reverse_proxy (?:\S+ )?)([a-z][a-z0-9.-]*)(:\d+)/gm,
      ([, head, host, port]) => `${head}${host}x${port}`,
    ),
  ),
  text("an upstream on another port", /Caddyfile$/, ["proof/path_closed", "proof/not_granted"], (content) =>
    each(content, /^(\t+reverse_proxy \S+?:)(\d+)/gm, ([, head, port]) => `${head}${Number(port) + 1}`),
  ),
  text("a site that is gone", /Caddyfile$/, ["proof/path_closed"], (content) =>
    each(content, /^[a-z][^\n(){}]* \{\n(?:.*\n)*?\}\n/gm, () => ""),
  ),
  text("a site that nobody asked for", /Caddyfile$/, ["proof/not_granted"], (content) => [
    `${content}\nstranger.example {\n\trespond 200\n}\n`,
  ]),
  text("a site under another name", /Caddyfile$/, ["proof/path_closed"], (content) =>
    each(content, /^([a-z]+)(\.[^\n(){}]* \{\n)/gm, ([, head, tail]) => `${head}x${tail}`),
  ),
  text("a site that answers itself", /Caddyfile$/, ["proof/path_closed"], (content) =>
    each(content, /^(\t+)reverse_proxy (?:.*\{\n(?:\1\t.*\n)*\1\}|.*)$/gm, ([, indent]) => `${indent}respond 204`),
  ),
  text("a Caddyfile that can't be read", /Caddyfile$/, ["proof/not_understood"], (content) => [
    `${content}\nbroken.example {\n\trespond "`,
  ]),
  text("a directive that nobody knows", /Caddyfile$/, ["proof/not_understood"], (content) =>
    each(content, /^(\t+)(reverse_proxy )/gm, ([, indent, rest]) => `${indent}teleport everything\n${indent}${rest}`),
  ),

  text("an administration interface that is open", /Caddyfile$/, ["proof/not_understood"], (content) => [
    content.replace(/^\tadmin .*\n/m, "").replace(/^\{\n/m, "{\n\tadmin 0.0.0.0:2019\n"),
  ]),
  text("errors that go elsewhere", /Caddyfile$/, ["proof/not_granted"], (content) =>
    each(
      content,
      /^[a-z][^\n(){}]* \{\n/gm,
      ([head]) => `${head}\thandle_errors {\n\t\treverse_proxy stranger.example:80\n\t}\n`,
    ),
  ),
]
