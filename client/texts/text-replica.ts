// A text written together, on this device: what was written here and is not yet saved is known to the character.
import type * as Y from 'yjs'
import { Replica, type ReplicaOptions } from '../replica.svelte.ts'
import type { Heard } from '../unsaved.ts'
import { editOf, openEdits, type TextEdit, withEdit, wordsOf } from './unsaved-text.ts'

export interface TextReplicaOptions extends ReplicaOptions {
  readonly now: () => number
}

export class TextReplica extends Replica<TextEdit> {
  readonly text: Y.Text

  constructor(options: TextReplicaOptions) {
    super(options)
    this.text = this.doc.getText('text')
    this.doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (!transaction.local) return
      const edit = editOf(transaction, options.now())
      if (edit !== null) this.setUnsaved(withEdit(this.unsaved, edit, !this.online))
    })
  }

  /** What was written here and is not saved, as far as it stands. */
  get unsavedWords(): string {
    return wordsOf(this.text, this.unsaved)
  }

  protected override openAfter(heard: Heard): readonly TextEdit[] {
    return openEdits(this.unsaved, heard)
  }
}
