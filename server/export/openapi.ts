// The read-only API in the terms of OpenAPI 3.1, made from the very schemas whose rows it serves (X3).
import { tableNames } from '#shared/export/tables.ts'
import { exportLanguages } from '#shared/export/words.ts'
import { z } from '#shared/z.ts'
import { coverageSchema, totalsSchema } from './figures.ts'
import { resources, sessionSchema } from './resources.ts'

export const apiVersion = '1.0.0'

const marking = { type: 'string', description: 'The marking of the session, on every answer.' }
const failures = {
  '400': { $ref: '#/components/responses/Refused' },
  '401': { $ref: '#/components/responses/Refused' },
  '403': { $ref: '#/components/responses/Refused' },
  '404': { $ref: '#/components/responses/Refused' },
  '429': { $ref: '#/components/responses/Refused' },
}
const seat = {
  name: 'seat',
  in: 'path',
  required: true,
  description: 'The id of the seat that asks; POST /api/seats answers it with its credential.',
  schema: { type: 'string' },
}
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const page = [
  {
    name: 'limit',
    in: 'query',
    description: 'How many rows at most.',
    schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 },
  },
  {
    name: 'after',
    in: 'query',
    description: 'The `next` of the page before; rows are sorted by id.',
    schema: { type: 'string' },
  },
]
const separator = {
  name: 'separator',
  in: 'query',
  description: 'Spreadsheets of France and Ukraine expect semicolons.',
  schema: { type: 'string', enum: ['comma', 'semicolon'], default: 'comma' },
}

const lang = {
  name: 'lang',
  in: 'query',
  description:
    'The language of heads and calendar words. Keys, kinds and states of rows are the same in all of them.',
  schema: { type: 'string', enum: exportLanguages, default: 'en' },
}

const only = {
  name: 'only',
  in: 'query',
  description: 'The rows of one import alone, by its id, under the head of its file.',
  schema: { type: 'string' },
}

export function openapiDocument(): object {
  const rows = Object.entries(resources)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pledgehall',
      version: apiVersion,
      description:
        'What stands on the board of a session, read only. A seat reads here what it reads on its page; ' +
        'drafts, internal notes and messages are not on the board. Ids and fields are those of the board.',
    },
    servers: [{ url: '/api/session' }],
    security: [{ bearer: [] }, { cookie: [] }],
    paths: {
      '/{seat}/v1/session': get('The session', {}, one('session', ref('session'))),
      ...Object.fromEntries(
        rows.flatMap(([name, { about }]) => [
          [`/{seat}/v1/${name}`, get(about, { parameters: page }, list(ref(name)))],
          [
            `/{seat}/v1/${name}/{id}`,
            get(`One of the ${name}`, { parameters: [id] }, one('row', ref(name))),
          ],
        ]),
      ),
      '/{seat}/v1/totals': get('Totals by unit and currency', {}, envelope(ref('totals'))),
      '/{seat}/v1/coverage': get('How far each request is covered', {}, envelope(ref('coverage'))),
      '/{seat}/v1/tables.xlsx': file(
        'All tables as one workbook',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        [lang],
      ),
      '/{seat}/v1/calendar.ics': file('Tasks and ends of silence as iCalendar', 'text/calendar', [
        lang,
      ]),
      '/{seat}/v1/calendar-address': get(
        'Where a calendar program finds the same without a credential',
        {},
        one('path', { type: 'string' }),
      ),
      '/{seat}/v1/session-file.json': file(
        'Requests and pledges in the format in which session files are imported; it has no place for stocks',
        'application/json',
        [only],
      ),
      ...Object.fromEntries(
        tableNames.map((name) => [
          `/{seat}/v1/${name}.csv`,
          file(`The table “${name}” as CSV`, 'text/csv', [separator, lang]),
        ]),
      ),
    },
    components: {
      schemas: {
        session: jsonSchema(sessionSchema),
        ...Object.fromEntries(
          rows.map(([name, { row }]) => [name, jsonSchema(row.extend({ id: z.string() }))]),
        ),
        totals: jsonSchema(totalsSchema),
        coverage: jsonSchema(coverageSchema),
        Refusal: refusal,
      },
      responses: {
        Refused: {
          description: 'Refused, with the rule that says no.',
          content: { 'application/json': { schema: ref('Refusal') } },
        },
      },
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The credential of a seat.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'seat.{seat}',
          description: 'The cookie of the seat in the address, from a page of the same origin.',
        },
      },
    },
  }
}

const refusal = {
  type: 'object',
  required: ['ok', 'error'],
  properties: {
    ok: { const: false },
    error: {
      type: 'object',
      required: ['code', 'rule', 'message', 'params'],
      properties: {
        code: { type: 'string' },
        rule: { type: 'string' },
        message: { type: 'string' },
        params: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
      },
    },
  },
}

function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'output' })
  return rest
}

function ref(name: string): object {
  return { $ref: `#/components/schemas/${name}` }
}

function get(summary: string, more: { parameters?: readonly object[] }, schema: object): object {
  return operation(summary, more.parameters ?? [], { 'application/json': { schema } })
}

function file(summary: string, type: string, parameters: readonly object[] = []): object {
  return operation(summary, parameters, { [type]: { schema: { type: 'string' } } })
}

function operation(summary: string, parameters: readonly object[], content: object): object {
  return {
    get: {
      summary,
      parameters: [seat, ...parameters],
      responses: { '200': { description: summary, content }, ...failures },
    },
  }
}

function envelope(schema: object): object {
  return { allOf: [answer({}), schema] }
}

function one(name: string, schema: object): object {
  return answer({ [name]: schema })
}

function list(schema: object): object {
  return answer({
    rows: { type: 'array', items: schema },
    next: { type: ['string', 'null'], description: 'What to ask for after it; null on the last.' },
  })
}

function answer(properties: Record<string, object>): object {
  return {
    type: 'object',
    required: ['ok', 'marking', ...Object.keys(properties)],
    properties: { ok: { const: true }, marking, ...properties },
  }
}
