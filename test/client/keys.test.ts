// Lists of the page are keyed by what they are of, never by words: two equal words in one language would stop a view.
import { globSync, readFileSync } from 'node:fs'
import { parse } from 'svelte/compiler'
import { expect, test } from 'vitest'

interface Node {
  readonly type?: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

interface Keyed {
  readonly list: string
  /** Where in an entry the key stands: the name of its property, or its place. */
  readonly place: string | number
  /** What the page calls it. */
  readonly name: string
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !(value instanceof RegExp)

function* nodesOf(node: unknown): Generator<Node> {
  if (!isNode(node)) return
  if (typeof node.type === 'string') yield node
  for (const child of Object.values(node)) yield* nodesOf(child)
}

/** The lists whose key is taken out of an entry. */
function keyedIn(source: string): Keyed[] {
  return [...nodesOf(parse(source, { modern: true }))]
    .filter(({ type, key }) => type === 'EachBlock' && isNode(key) && key.type === 'Identifier')
    .flatMap((block): Keyed[] => {
      const [key, context, list] = [block.key, block.context, block.expression] as Node[]
      if (key === undefined || context === undefined || list === undefined) return []
      const shape = source.slice(list.start, list.end)
      const isKey = (bound: Node | null) => bound?.name === key.name
      if (context.type === 'ObjectPattern') {
        const own = (context.properties as { key: Node; value: Node }[]).find((property) =>
          isKey(property.value),
        )
        return own ? [{ list: shape, place: String(own.key.name), name: String(key.name) }] : []
      }
      if (context.type !== 'ArrayPattern') return []
      const place = (context.elements as (Node | null)[]).findIndex(isKey)
      return place === -1 ? [] : [{ list: shape, place, name: String(key.name) }]
    })
}

/** What a script says about a list: its own text, and that of the names in it. */
function saidOf(list: string, source: string): string {
  const declared = [...nodesOf(parse(source, { modern: true }).instance)]
    .filter(({ type }) => type === 'VariableDeclarator')
    .filter(({ id }) => isNode(id) && new RegExp(`\\b${String(id.name)}\\b`).test(list))
  return [list, ...declared.map(({ start, end }) => source.slice(start, end))].join('\n')
}

const words = String.raw`(?:t\(|say\(\)|\w*(?:Name|Text|Words)\()`

function isKeyedByWords({ list, place, name }: Keyed, source: string): boolean {
  const said = saidOf(list, source)
  if (typeof place === 'string') return new RegExp(`\\b${place}: ${words}`).test(said)
  // What a pair begins with often stands in another file; then it is what its name says.
  const isWord = /^(?:heading|label|name|said|text|title|words?)$/.test(name)
  return new RegExp(String.raw`\[\s*${words}`).test(said) || (isWord && !/\.entries/.test(said))
}

const files = globSync('client/**/*.svelte')

test('[U1] no list of the page is keyed by words, which may be equal in a language', () => {
  const found = files.flatMap((file) => {
    const source = readFileSync(file, 'utf8')
    return keyedIn(source)
      .filter((keyed) => isKeyedByWords(keyed, source))
      .map(({ list, place }) => `${file}: ${list} by ${String(place)}`)
  })
  expect(files.length).toBeGreaterThan(100)
  expect(found).toEqual([])
})

test('a list keyed by words is found', () => {
  const script = `<script>let parts = [{ name: t('a') }]; let rows = ask()</script>`
  const byName = `${script}{#each parts as { name } (name)}{name}{/each}`
  const byPair = `${script}{#each rows.sums as [name, said] (name)}{said}{/each}`
  for (const source of [byName, byPair])
    expect(keyedIn(source).map((keyed) => isKeyedByWords(keyed, source))).toEqual([true])
})
