// Every formal act by its wire name.
import type { FormalName } from '#shared/commands.ts'
import type { Act } from './act.ts'
import { nextItem, previousItem, setAgenda } from './agenda.ts'
import { settleCondition } from './condition.ts'
import { acceptPledge, agreePledge, answerPledge } from './pledge.ts'
import { beginRoll, markAll, markDelegation, notePresence, setQuorum } from './presence.ts'
import { sendReminder } from './reminder.ts'
import { importRoster } from './roster.ts'
import { closeSession, openSession, suspendSession } from './session.ts'
import { createTasks, moveTask, receiveTask } from './task.ts'

export const acts: { readonly [N in FormalName]: Act<N> } = {
  'session:open': openSession,
  'session:suspend': suspendSession,
  'session:close': closeSession,
  'agenda:next': nextItem,
  'agenda:previous': previousItem,
  'agenda:set': setAgenda,
  'pledge:accept': acceptPledge,
  'pledge:answer': answerPledge,
  'pledge:agree': agreePledge,
  'condition:settle': settleCondition,
  'task:create': createTasks,
  'task:move': moveTask,
  'task:receive': receiveTask,
  'roster:import': importRoster,
  'roll:begin': beginRoll,
  'roll:mark': markDelegation,
  'roll:all': markAll,
  'quorum:set': setQuorum,
  'reminder:send': sendReminder,
  'presence:note': notePresence,
}
