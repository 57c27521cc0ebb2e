import { code, concat, type Markdown, md } from "../formats/markdown.js"

/** A sentence in which code stands between backticks. */
export function words(sentence: string): Markdown {
  const parts = sentence.split("`")
  const spelled = parts.map((part, index) => {
    if (index % 2 === 1) return code(part)
    const escaped = md(part)
    // Escaping trims; the blanks around code are the sentence's own.
    return `${index > 0 && part.startsWith(" ") ? " " : ""}${escaped}${index < parts.length - 1 && part.endsWith(" ") ? " " : ""}` as Markdown
  })
  return concat(...spelled)
}
