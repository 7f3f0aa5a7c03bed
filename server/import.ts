// npm run import -- --check [--json] FILE…: what the rows of session files add up to, and what is wrong with them.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Tallies } from '#shared/count.ts'
import { figureText } from '#shared/figure.ts'
import { checkFile, type CheckedFile, type CheckedRequest, lineOf } from '#shared/import/check.ts'
import { demoRoster } from './demo/demo.ts'

const usage = 'npm run import -- --check [--json] FILE…'

function main(): void {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean' }, json: { type: 'boolean' } },
    allowPositionals: true,
  })
  if (!values.check || positionals.length === 0) throw new Error(usage)
  const roster = new Set(demoRoster().map(({ id }) => id))
  for (const file of positionals) {
    try {
      // npm runs this in the project's folder; the name is meant from where it was typed.
      const text = readFileSync(resolve(process.env['INIT_CWD'] ?? '.', file), 'utf8')
      const checked = checkFile(file, text, roster)
      process.stdout.write(values.json ? `${JSON.stringify(lineOf(checked))}\n` : textOf(checked))
      if (checked.faults.length > 0) process.exitCode = 1
    } catch (error) {
      fail(error)
    }
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function textOf(checked: CheckedFile): string {
  const { file, rows, totals, requests, faults } = checked
  const { excluded, unquantified, disputed } = lineOf(checked)
  const lines = [
    `${file}: ${String(rows.requests)} requests, ${String(rows.pledges)} pledges`,
    ...block('firm', figures(totals.firm)),
    ...block('conditional', figures(totals.conditional)),
    ...block(
      'adds nothing',
      Object.entries(excluded).map(([row, why]) => `row ${row}: ${why}`),
    ),
    ...block(
      'no figure',
      unquantified.map((row) => `row ${String(row)}`),
    ),
    ...block(
      'disputed',
      disputed.map((row) => `row ${String(row)}`),
    ),
    ...block('requests', requests.map(requestText)),
    ...block('errors', faults),
  ]
  return `${lines.join('\n')}\n\n`
}

function block(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${name}`, ...lines.map((line) => `    ${line}`)]
}

function figures(tallies: Tallies): string[] {
  return [...tallies].map(([measure, { value, atLeast }]) =>
    atLeast && value === 0
      ? `a number of ${figureText({ measure, value: 2 }).replace(/^\S+ /, '')} that nobody states`
      : `${atLeast ? 'at least ' : ''}${figureText({ measure, value })}`,
  )
}

function requestText({ row, request, coverage: { measure, coverage } }: CheckedRequest): string {
  if (measure === null) return `row ${String(row)}: ${request.title}: names no figure`
  const said = (value: number) => figureText({ measure, value })
  const parts = [
    `firm ${said(coverage.firm)}`,
    ...(coverage.conditional > 0 ? [`conditional ${said(coverage.conditional)}`] : []),
    coverage.over > 0 ? `over by ${said(coverage.over)}` : `open ${said(coverage.open)}`,
  ]
  return `row ${String(row)}: ${request.title}: of ${said(coverage.needed)} ${parts.join(', ')}`
}

try {
  main()
} catch (error) {
  fail(error)
}
