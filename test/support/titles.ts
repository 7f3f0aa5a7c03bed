// The titles of the tests in a source file, as the file itself has them.
import ts from 'typescript'

const suites = new Set(['it', 'test', 'describe', 'suite'])
/** What may stand between the name and the title and still leave a test that runs. */
const running = new Set('describe each for only concurrent sequential serial parallel'.split(' '))

/** Titles of `it`, `test` and `describe`, without those that are skipped, or stand in a skipped suite. */
export function titlesOf(name: string, source: string): readonly string[] {
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const words = calleeWords(node.expression)
      if (suites.has(words[0] ?? '')) {
        const title = textOf(node.arguments[0])
        const runs = words.slice(1).every((word) => running.has(word))
        if (title !== null && !runs) return
        if (title !== null) titles.push(title)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true))
  return titles
}

/** `it.only.each(rows)` → it, only, each. */
function calleeWords(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text]
  if (ts.isPropertyAccessExpression(callee)) {
    return [...calleeWords(callee.expression), callee.name.text]
  }
  if (ts.isCallExpression(callee)) return calleeWords(callee.expression)
  if (ts.isTaggedTemplateExpression(callee)) return calleeWords(callee.tag)
  return []
}

/** The fixed parts of a title; null for what is no text. */
function textOf(node: ts.Expression | undefined): string | null {
  if (node === undefined) return null
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return null
  return [node.head, ...node.templateSpans.map((span) => span.literal)]
    .map((part) => part.text)
    .join('…')
}
