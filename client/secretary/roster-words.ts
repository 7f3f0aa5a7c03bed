// What a roster's columns and values are called in the tables people keep: English, French, Ukrainian.
import { delegationSchema, type DelegationEntry } from '#shared/session.ts'

export const columns = [
  'id',
  'nameEn',
  'nameFr',
  'nameUk',
  'kind',
  'role',
  'stance',
  'stanceScope',
] as const
export type Column = (typeof columns)[number]

/** The head of each column in a file that we write. */
export const heads: Readonly<Record<Column, string>> = {
  id: 'id',
  nameEn: 'name_en',
  nameFr: 'name_fr',
  nameUk: 'name_uk',
  kind: 'kind',
  role: 'role',
  stance: 'stance',
  stanceScope: 'stance_scope',
}

/** Columns whose values are chosen, not written. */
export const choices = {
  kind: delegationSchema.shape.kind.options,
  role: delegationSchema.shape.role.options,
  stance: delegationSchema.shape.stance.unwrap().options,
} as const

const headWords: Readonly<Record<Column, string>> = {
  id: 'id, code, iso, iso 3, iso code, alpha 3, roster id, code iso, identifiant, sigle, код, ідентифікатор, код країни, код делегації',
  nameEn:
    'en, name en, name, english, english name, name english, name in english, country, nom en, nom anglais, nom en anglais, anglais, назва en, назва англ, назва англійською, англійська назва, англійська, англійською',
  nameFr:
    'fr, name fr, french, french name, name french, name in french, nom fr, nom, nom français, nom en français, français, pays, назва fr, назва фр, назва французькою, французька назва, французька, французькою',
  nameUk:
    'uk, ua, name uk, name ua, ukrainian, ukrainian name, name ukrainian, name in ukrainian, nom uk, nom ukrainien, nom en ukrainien, ukrainien, назва uk, назва укр, назва, назва українською, українська назва, українська, українською, країна, делегація',
  kind: 'kind, type, sort, nature, catégorie, genre, тип, вид, категорія',
  role: 'role, rôle, роль',
  stance:
    'stance, nato effort, takes part, participation, position, effort otan, участь, позиція, участь у зусиллях нато',
  stanceScope:
    'stance scope, scope, scope of stance, takes no part in, portée, portée de la position, ne participe pas à, обсяг, обсяг позиції, не бере участі в',
}

const valueWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  kind: {
    state: 'state, country, nation, état, pays, держава, країна',
    organisation:
      'organisation, organization, org, international organisation, international organization, organisation internationale, організація, міжнародна організація',
  },
  role: {
    donor: 'donor, donateur, donatrice, contributeur, донор',
    requester: 'requester, recipient, demandeur, bénéficiaire, заявник, отримувач, запитувач',
    organisation: 'organisation, organization, org, організація',
  },
  stance: {
    participates:
      'participates, takes part, yes, in, participe, oui, так, бере участь, participates in the effort',
    opted_out:
      'opted out, takes no part, no, out, ne participe pas, non, ні, не бере участі, не долучається',
  },
} satisfies Readonly<Record<keyof typeof choices, Readonly<Record<string, string>>>>

/** Letters and digits alone: case, accents, spaces and underscores say nothing. */
const bare = (text: string) =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

function tableOf(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(words).flatMap(([meaning, list]) =>
      list.split(', ').map((word) => [bare(word), meaning] as const),
    ),
  )
}

const columnOf = tableOf(headWords) as ReadonlyMap<string, Column>
const valueOf = Object.fromEntries(
  Object.entries(valueWords).map(([column, words]) => [column, tableOf(words)]),
)

/** Which column of the file holds what; the first that fits. */
export type Mapping = Readonly<Record<Column, number | null>>

export function mappingOf(header: readonly string[]): Mapping {
  const mapping: Record<Column, number | null> = {
    id: null,
    nameEn: null,
    nameFr: null,
    nameUk: null,
    kind: null,
    role: null,
    stance: null,
    stanceScope: null,
  }
  for (const [i, head] of header.entries()) {
    const column = columnOf.get(bare(head))
    if (column !== undefined) mapping[column] ??= i
  }
  return mapping
}

export function recognised(header: readonly string[]): number {
  return Object.values(mappingOf(header)).filter((at) => at !== null).length
}

/** A cell as the roster writes it: codes in capitals, chosen values by their name, nothing around it. */
export function cellOf(column: Column, text: string): string {
  const plain = text.trim().replace(/\s+/gu, ' ').normalize('NFC')
  if (column === 'id') return plain.toUpperCase()
  if (column === 'stance' && plain === '') return 'participates'
  return valueOf[column]?.get(bare(plain)) ?? plain
}

export function wordsOf(delegation: DelegationEntry): Record<Column, string> {
  const { stanceScope, ...cells } = delegation
  return { ...cells, stanceScope: stanceScope ?? '' }
}
