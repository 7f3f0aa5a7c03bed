// The rules and the tests name each other: no rule without a test, no number that is no rule.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { titlesOf } from '#test/support/titles.ts'

const rules = [
  ...(await readFile(join(import.meta.dirname, '../shared/SPEC.md'), 'utf8')).matchAll(
    /^- \*\*([A-Z]\d+)\*\* /gm,
  ),
].map((match) => match[1] ?? '')

/** Suites that several adapters share stand in files of their own, so every file here is read. */
async function readTitles(): Promise<{ file: string; title: string; numbers: string[] }[]> {
  const files = (await readdir(import.meta.dirname, { recursive: true })).filter(
    (file) => file.endsWith('.ts') && file !== 'spec.test.ts',
  )
  const sources = await Promise.all(
    files.map(async (file) => ({
      file,
      source: await readFile(join(import.meta.dirname, file), 'utf8'),
    })),
  )
  return sources.flatMap(({ file, source }) =>
    titlesOf(file, source).map((title) => ({
      file,
      title,
      numbers: [...title.matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1] ?? ''),
    })),
  )
}

const titles = await readTitles()

describe('the rules in SPEC.md', () => {
  it('are numbered once each, without gaps', () => {
    expect(rules.length).toBeGreaterThan(0)
    const numberings = Object.groupBy(rules, (rule) => rule.charAt(0))
    for (const [letter, numbers = []] of Object.entries(numberings)) {
      expect(numbers).toEqual(numbers.map((_, index) => `${letter}${index + 1}`))
    }
  })

  it('have a test each that carries their number', () => {
    const proved = new Set(titles.flatMap(({ numbers }) => numbers))
    expect(rules.filter((rule) => !proved.has(rule))).toEqual([])
  })

  it('are the only ones that tests speak of', () => {
    const unknown = titles.flatMap(({ file, title, numbers }) =>
      numbers.filter((rule) => !rules.includes(rule)).map((rule) => `${file}: [${rule}] ${title}`),
    )
    expect(unknown).toEqual([])
  })
})

describe('the titles of a test file', () => {
  it.each([
    ['it("[X1] a", f)', ['[X1] a']],
    ['test.describe("[X1]", () => { test(`[X2] ${a} b`, f) })', ['[X1]', '[X2] … b']],
    ['it.each(rows)("[X1] %s", f)', ['[X1] %s']],
    ['it.skip("[X1]", f); it.todo("[X2]"); test.fixme("[X3]", f); it.skipIf(a)("[X4]", f)', []],
    ['describe.skip("all", () => { it("[X1]", f) })', []],
    ['// it("[X1]", f)\nconst a = \'it("[X2]", f)\'; log("[X3]")', []],
  ])('of %s', (source, titles) => {
    expect(titlesOf('a.ts', source)).toEqual(titles)
  })
})
