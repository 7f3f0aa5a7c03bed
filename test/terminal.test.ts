// What an operator reads in a terminal.
import { expect, it } from 'vitest'
import { terminalLine } from '#server/terminal.ts'

const time = new Date(2025, 3, 11, 9, 30, 5).getTime()

it.each([
  [
    { level: 30, time, msg: 'play: NLD places: EUR 150m more for an air-defence system' },
    '09:30:05  play: NLD places: EUR 150m more for an air-defence system\n',
  ],
  [
    { level: 30, time, method: 'GET', path: '/join/…', status: 303, ms: 4, msg: 'request' },
    '09:30:05  request  method=GET  path=/join/…  status=303  ms=4\n',
  ],
  [
    { level: 40, time, refused: { rule: 'P6' }, msg: 'play: chair could not' },
    '09:30:05  warning: play: chair could not  refused={"rule":"P6"}\n',
  ],
  [
    {
      level: 50,
      time,
      err: { message: 'disk full', stack: 'Error: disk full\n  at x' },
      msg: 'no',
    },
    '09:30:05  error: no\nError: disk full\n  at x\n',
  ],
])('a line of the log in words: %j', (entry, line) => {
  expect(terminalLine(JSON.stringify(entry))).toBe(line)
})

it('what is no JSON is handed on', () => {
  expect(terminalLine('Segmentation fault\n')).toBe('Segmentation fault\n')
})
