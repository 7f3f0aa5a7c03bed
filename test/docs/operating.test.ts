// docs/OPERATING.md names every setting with its default, and every sentence with which a start can end.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { environment } from '#server/config.ts'
import { StorageError, type StorageFault } from '#server/storage/error.ts'
import type { z } from '#shared/z.ts'

const text = readFileSync(new URL('../../docs/OPERATING.md', import.meta.url), 'utf8')
const rows = [...text.matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\| /gm)]

describe('the manual for operators', () => {
  it('names every variable, and none that is not read', () => {
    expect(rows.map(([, name]) => name).sort()).toEqual(Object.keys(environment.shape).sort())
  })

  it.each(rows.map(([, name = '', standard = '']) => [name, standard]))(
    'gives %s its default',
    (name, standard) => {
      const shape: Record<string, z.ZodType> = environment.shape
      const value = shape[name]?.parse(undefined)
      expect(standard).toBe(value === undefined ? '–' : JSON.stringify(value).replaceAll('"', ''))
    },
  )

  const faults: readonly StorageFault[] = [
    'full',
    'readonly',
    'unreachable',
    'failing',
    'damaged',
    'foreign',
    'newer',
    'owned',
    'taken',
  ]
  it.each(faults)('says what to do when the store is %s', (fault) => {
    const { message } = new StorageError(fault, 'file', 'detail')
    const sentence = /^file: (.*?)(?:;| \(detail\))/.exec(message)?.[1] ?? message
    expect(text).toContain(sentence)
  })

  it.each([
    ['server/app.ts', /is in use by another program; set PORT to a free one/],
    ['server/app.ts', /may not be used by this account; set PORT to one above 1023/],
    ['server/config.ts', /The server cannot start with this environment/],
    ['server/room/room.ts', /has a hole; restore it from a backup/],
  ])('quotes %s as it speaks: %s', (file, sentence) => {
    expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toMatch(sentence)
    expect(text).toMatch(sentence)
  })

  it('names the commands that there are', () => {
    const { scripts } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { scripts: Record<string, string> }
    const named = [...text.matchAll(/npm (?:run )?(start|[a-z:]+) -- \/|npm (start)/g)]
    const names = new Set(named.map(([, command, start]) => command ?? start))
    expect([...names].sort()).toEqual(['backup', 'restore', 'start'])
    expect([...names].filter((name) => !(name! in scripts))).toEqual([])
  })

  it('quotes lines of the log that are written', () => {
    const lines = [...text.matchAll(/^\| (?:error|warn|info) *\| `([^`]+)`/gm)]
    const sources = ['room/room.ts', 'main.ts', 'sync/board-connection.ts', 'operator-door.ts']
      .map((file) => readFileSync(new URL(`../../server/${file}`, import.meta.url), 'utf8'))
      .join('\n')
    expect(lines.length).toBeGreaterThan(5)
    for (const [, line = ''] of lines) expect(sources).toContain(line)
  })
})
