// Every formal act by its wire name, and the one way to give it.
import type * as Y from 'yjs'
import type { CommandInput, FormalName } from '#shared/commands.ts'
import type { Refusal } from '#shared/refusals.ts'
import type { Act, ActContext, Done } from './act.ts'
import { addItem, moveItem, setAgenda } from './agenda.ts'
import { nameDrafters, tableCommunique } from './communique.ts'
import { settleCondition } from './condition.ts'
import { handLead, loseLead, nameLead, refuseUnlessLed, returnLead, takeLead } from './lead.ts'
import {
  adoptDecision,
  announceDecision,
  callDecision,
  expireDecision,
  proposeDecision,
  rejectDecision,
  reopenDecision,
  showHands,
  silenceDecision,
  withdrawDecision,
} from './decision.ts'
import { addDocument, removeDocument } from './document.ts'
import { deferItem, goToItem, nextItem, previousItem } from './item.ts'
import { acceptPledge, agreePledge, answerPledge, reopenPledge } from './pledge.ts'
import { setNote } from './note.ts'
import {
  markAllInConfidence,
  markInConfidence,
  noteInConfidence,
  noteQuorum,
  setAttendance,
} from './attendance.ts'
import { beginRoll, markAll, markDelegation, notePresence, setQuorum } from './presence.ts'
import { sendReminder } from './reminder.ts'
import { takePosition } from './position.ts'
import { importRoster } from './roster.ts'
import { importRows } from './rows.ts'
import {
  askFloor,
  closeList,
  enterDelegation,
  grantTime,
  limitSpeeches,
  orderSpeakers,
  readyEntry,
  withdrawEntry,
} from './speakers.ts'
import { endSpeech, giveFloor, nextSpeaker, pauseSpeech, resumeSpeech, undoTurn } from './speech.ts'
import { setBreak, setMessage, showOnScreen } from './screen.ts'
import {
  closeSession,
  continueSession,
  openSession,
  refuseIfContinued,
  suspendSession,
} from './session.ts'
import { setHub, setRate } from './hub.ts'
import { addMatch, removeMatch } from './match.ts'
import { closeRequest, reopenRequest, validateRequest } from './request.ts'
import { addConsent, confirmPledge, moveConsent, moveShare } from './share.ts'
import { createTasks } from './task.ts'
import { adjustTask, moveTask, partTask, planTask, receiveTask } from './task-step.ts'
import { answerTurn, startTour } from './tour.ts'

const acts: { readonly [N in FormalName]: Act<N> } = {
  'session:open': openSession,
  'session:suspend': suspendSession,
  'session:close': closeSession,
  'session:continue': continueSession,
  'agenda:next': nextItem,
  'agenda:previous': previousItem,
  'agenda:go': goToItem,
  'agenda:defer': deferItem,
  'agenda:set': setAgenda,
  'agenda:add': addItem,
  'agenda:move': moveItem,
  'pledge:accept': acceptPledge,
  'pledge:answer': answerPledge,
  'pledge:agree': agreePledge,
  'pledge:reopen': reopenPledge,
  'pledge:confirm': confirmPledge,
  'share:move': moveShare,
  'condition:settle': settleCondition,
  'consent:add': addConsent,
  'consent:move': moveConsent,
  'match:add': addMatch,
  'match:remove': removeMatch,
  'request:validate': validateRequest,
  'request:close': closeRequest,
  'request:reopen': reopenRequest,
  'task:create': createTasks,
  'task:move': moveTask,
  'task:receive': receiveTask,
  'task:part': partTask,
  'task:plan': planTask,
  'task:adjust': adjustTask,
  'hub:set': setHub,
  'rate:set': setRate,
  'decision:propose': proposeDecision,
  'decision:call': callDecision,
  'decision:adopt': adoptDecision,
  'decision:reject': rejectDecision,
  'decision:silence': silenceDecision,
  'decision:show': showHands,
  'decision:withdraw': withdrawDecision,
  'decision:announce': announceDecision,
  'decision:reopen': reopenDecision,
  'decision:expire': expireDecision,
  'position:take': takePosition,
  'document:add': addDocument,
  'document:remove': removeDocument,
  'communique:draft': nameDrafters,
  'communique:table': tableCommunique,
  'roster:import': importRoster,
  'rows:import': importRows,
  'roll:begin': beginRoll,
  'roll:mark': markDelegation,
  'roll:all': markAll,
  'quorum:set': setQuorum,
  'reminder:send': sendReminder,
  'presence:note': notePresence,
  'attendance:set': setAttendance,
  'attendance:mark': markInConfidence,
  'attendance:all': markAllInConfidence,
  'attendance:note': noteInConfidence,
  'quorum:note': noteQuorum,
  'floor:ask': askFloor,
  'floor:enter': enterDelegation,
  'floor:withdraw': withdrawEntry,
  'floor:ready': readyEntry,
  'floor:next': nextSpeaker,
  'floor:give': giveFloor,
  'floor:pause': pauseSpeech,
  'floor:resume': resumeSpeech,
  'floor:end': endSpeech,
  'floor:undo': undoTurn,
  'floor:order': orderSpeakers,
  'floor:close': closeList,
  'floor:limit': limitSpeeches,
  'floor:grant': grantTime,
  'tour:start': startTour,
  'tour:answer': answerTurn,
  'lead:name': nameLead,
  'lead:hand': handLead,
  'lead:take': takeLead,
  'lead:lost': loseLead,
  'lead:return': returnLead,
  'note:set': setNote,
  'screen:show': showOnScreen,
  'screen:message': setMessage,
  'screen:break': setBreak,
}

/** Judges an act on a board: whether its giver leads where it takes a lead (H1, H3), then the act itself. */
export function judgeAct<N extends FormalName>(
  doc: Y.Doc,
  name: N,
  input: CommandInput<N>,
  context: ActContext,
): Done<N> | Refusal {
  return (
    refuseUnlessLed(doc, name, context) ??
    refuseIfContinued(doc, name) ??
    acts[name](doc, input, context)
  )
}
