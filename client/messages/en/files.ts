// Session files in, and everything out as files.
export const files = {
  files: 'Import, export',
  files_lead:
    'Bring in the rows of a meeting that was written down, and take out what stands on the board.',
  files_in: 'Import a session file',
  files_in_hint:
    'Requests and pledges of a meeting, as JSON. You see each row before anything is imported.',
  files_drop: 'Drop the file here, or choose one. At most 240 KiB and 2,000 rows.',
  files_too_large: 'This is more than 240 KiB. Is it the right file?',
  files_imported: 'Imported: {added} new, {changed} changed, {same} as they stood.',
  files_preview: 'Before the import',
  files_preview_lead:
    'Either all of it is imported, or nothing. What a delegation has changed on the board since an earlier import stands as it is.',
  files_row: 'Row',
  files_who: 'Delegation',
  files_what: 'What the file says',
  files_figure: 'Figure',
  files_remarks: 'To note',
  files_requests: { one: '{n} request', other: '{n} requests' },
  files_pledges: { one: '{n} pledge', other: '{n} pledges' },
  files_kept: {
    one: '{n} left as changed on the board',
    other: '{n} left as changed on the board',
  },
  files_gone: {
    one: '{n} row of an earlier edition is not in this file any more. It stays on the board.',
    other: '{n} rows of an earlier edition are not in this file any more. They stay on the board.',
  },
  files_do: { one: 'Import {n} row', other: 'Import {n} rows' },
  files_nothing: 'The board already says exactly this.',
  files_show_remarks: 'To note',
  files_row_faulty: 'cannot be imported',
  files_out: 'Export',
  files_out_hint:
    'Everything that stands on the board, with the marking of the session. Drafts, notes and messages are never in it.',
  files_save: 'Save as files',
  files_tables: 'Tables',
  files_tables_hint: 'CSV, for any spreadsheet',
  files_table_requests: 'Requests and coverage',
  files_table_pledges: 'Pledges and agreements',
  files_table_tasks: 'Tasks and receipts',
  files_table_totals: 'Totals',
  files_table_left_out: 'What no total holds, and why',
  files_programs: 'For programs',
  files_session: 'Session file, to be imported again (JSON)',
  files_api: 'Description of the interface (OpenAPI)',
  files_api_hint: 'Read only; with the rights of this seat.',
} as const
