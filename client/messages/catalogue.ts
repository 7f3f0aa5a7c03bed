// The shape of a catalogue: what a language must say, derived from the English one and from the shared rules.
import type { ItemKind, ItemState } from '#shared/agenda.ts'
import type { acceptances, conditionStates } from '#shared/agreement.ts'
import type { FormalName } from '#shared/commands.ts'
import type { FaultCode } from '#shared/import/faults.ts'
import type { PlannedRow, Warning } from '#shared/import/plan.ts'
import type { SpeakerKind } from '#shared/floor.ts'
import type {
  answers,
  channels,
  conditionKinds,
  Draft,
  pledgeKinds,
  relations,
} from '#shared/pledge.ts'
import type { Reason } from '#shared/makeup.ts'
import type { Unit } from '#shared/quantity.ts'
import type { RefusalCode } from '#shared/refusals.ts'
import type { Capability, priorities, Request } from '#shared/request.ts'
import type { RequestStage } from '#shared/review.ts'
import type { Role } from '#shared/roles.ts'
import type { DelegationEntry, SessionState } from '#shared/session.ts'
import type { ConsentState, ShareState } from '#shared/share.ts'
import type { Stock } from '#shared/stock.ts'
import type {
  AdjustReason,
  ReceiptCondition,
  TaskKind,
  TaskState,
  TransportMode,
} from '#shared/task.ts'
import type { ActGroup } from '../acts.svelte.ts'
import type { Step } from '../staff/journey.ts'
import type { en } from './en.ts'

export const languages = ['en', 'fr', 'uk'] as const
export type Language = (typeof languages)[number]

/** The plural categories that Intl.PluralRules knows in each language: a missing one does not compile. */
interface Categories {
  en: 'one' | 'other'
  fr: 'one' | 'many' | 'other'
  uk: 'one' | 'few' | 'many' | 'other'
}
export type Forms<L extends Language> = Readonly<Record<Categories[L], string>>
export type AnyForms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>

export type Stage =
  | (typeof acceptances)[number]
  | 'placed'
  | 'shelved'
  | 'agreed'
  | 'tasked'
  | 'moving'
  | 'delivered'
  | 'answered_no'
  | 'not_committed'
  | 'withdrawn'
  | 'draft'

/** The parts of a catalogue that follow from the shared rules. */
interface Enumerations<F> {
  readonly refusal: Readonly<Record<RefusalCode, string>>
  readonly role: Readonly<Record<Role, string>>
  readonly speakerKind: Readonly<Record<SpeakerKind, string>>
  readonly sessionState: Readonly<Record<SessionState, string>>
  readonly actGroup: Readonly<Record<ActGroup, string>>
  readonly agendaState: Readonly<Record<ItemState, string>>
  readonly itemKind: Readonly<Record<ItemKind, string>>
  readonly capability: Readonly<Record<Capability, string>>
  readonly priority: Readonly<Record<(typeof priorities)[number], string>>
  readonly pledgeKind: Readonly<Record<(typeof pledgeKinds)[number], string>>
  readonly relation: Readonly<Record<(typeof relations)[number], string>>
  readonly channel: Readonly<Record<(typeof channels)[number], string>>
  readonly conditionKind: Readonly<Record<(typeof conditionKinds)[number], string>>
  readonly shareState: Readonly<Record<ShareState, string>>
  readonly consentState: Readonly<Record<ConsentState, string>>
  readonly thirdState: Readonly<Record<string, string>>
  readonly requestStage: Readonly<Record<RequestStage, string>>
  readonly transportMode: Readonly<Record<TransportMode, string>>
  readonly receiptCondition: Readonly<Record<ReceiptCondition, string>>
  readonly adjustReason: Readonly<Record<AdjustReason, string>>
  /** Why a row is no part of a figure. */
  readonly reason: Readonly<Record<Reason, string>>
  readonly answer: Readonly<Record<(typeof answers)[number], string>>
  readonly stage: Readonly<Record<Stage, string>>
  readonly condition: Readonly<Record<(typeof conditionStates)[number], string>>
  readonly journeyStep: Readonly<Record<Step, string>>
  readonly taskKind: Readonly<Record<TaskKind, string>>
  /** A payment is paid, a shipment handed over; `any` where the kinds stand together. */
  readonly taskState: Readonly<Record<TaskKind | 'any', Readonly<Record<TaskState, string>>>>
  /** What staff do to bring a task there. */
  readonly taskMove: Readonly<
    Record<TaskKind, Readonly<Record<Exclude<TaskState, 'planned' | 'received'>, string>>>
  >
  readonly stance: Readonly<Record<DelegationEntry['stance'], string>>
  readonly delegationKind: Readonly<Record<DelegationEntry['kind'], string>>
  readonly delegationRole: Readonly<Record<DelegationEntry['role'], string>>
  readonly rosterColumn: Readonly<Record<keyof DelegationEntry, string>>
  readonly rosterStance: Readonly<Record<DelegationEntry['stance'], string>>
  readonly importState: Readonly<Record<PlannedRow['state'], string>>
  readonly importWarning: Readonly<Record<Warning, string>>
  readonly importFault: Readonly<Record<FaultCode, string>>
  readonly rosterState: Readonly<Record<'new' | 'changed' | 'unchanged', string>>
  readonly unit: Readonly<Record<Unit, F>>
  readonly unitName: Readonly<Record<Unit, string>>
  readonly thing: Readonly<Record<string, string>>
  readonly field: Readonly<Record<keyof Request | keyof Draft | keyof Stock, string>>
  readonly act: Readonly<Record<FormalName, string>>
}

/** What English must be, so that the others can be derived from it. */
export interface Base extends Enumerations<Forms<'en'>> {
  readonly text: Readonly<Record<string, string | Forms<'en'>>>
}

export type TextKey = keyof (typeof en)['text']

export interface Catalogue<L extends Language = Language> extends Enumerations<
  L extends Language ? Forms<L> : never
> {
  readonly text: {
    readonly [K in TextKey]: (typeof en)['text'][K] extends string
      ? string
      : L extends Language
        ? Forms<L>
        : never
  }
  readonly thing: Readonly<Record<keyof (typeof en)['thing'], string>>
}

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
type NamesOf<M> = M extends string
  ? Names<M>
  : M extends { other: infer S }
    ? 'n' | Names<S>
    : never
type Params<K extends TextKey> = NamesOf<(typeof en)['text'][K]>

/** The parameters that a text needs; none if it has no placeholder. */
export type Arguments<K extends TextKey> = [Params<K>] extends [never]
  ? []
  : [
      params: Readonly<
        Record<Exclude<Params<K>, 'n'>, string | number> &
          ('n' extends Params<K> ? { n: number } : object)
      >,
    ]
