// Les fichiers de séance à l’entrée, tout le tableau à la sortie.
export const files = {
  files: 'Import, export',
  files_lead:
    'Reprendre les lignes d’une réunion consignée par écrit, et emporter ce qui figure au tableau.',
  files_in: 'Importer un fichier de séance',
  files_in_hint:
    'Demandes et contributions d’une réunion, en JSON. Chaque ligne vous est montrée avant tout import.',
  files_drop: 'Déposez le fichier ici ou choisissez-le. Au plus 240 Kio et 2 000 lignes.',
  files_too_large: 'Ceci dépasse 240 Kio. Est-ce le bon fichier ?',
  files_imported:
    'Import effectué. Nouvelles : {added} ; modifiées : {changed} ; inchangées : {same}.',
  files_preview: 'Avant l’import',
  files_preview_lead:
    'Tout est importé, ou rien ne l’est. Ce qu’une délégation a modifié au tableau depuis un import antérieur reste tel quel.',
  files_row: 'Ligne',
  files_who: 'Délégation',
  files_what: 'Ce que dit le fichier',
  files_figure: 'Chiffre',
  files_remarks: 'À noter',
  files_requests: { one: '{n} demande', many: '{n} demandes', other: '{n} demandes' },
  files_pledges: { one: '{n} contribution', many: '{n} contributions', other: '{n} contributions' },
  files_kept: {
    one: '{n} laissée telle que modifiée au tableau',
    many: '{n} laissées telles que modifiées au tableau',
    other: '{n} laissées telles que modifiées au tableau',
  },
  files_gone: {
    one: '{n} ligne d’une version antérieure ne figure plus dans ce fichier. Elle reste au tableau.',
    many: '{n} lignes d’une version antérieure ne figurent plus dans ce fichier. Elles restent au tableau.',
    other:
      '{n} lignes d’une version antérieure ne figurent plus dans ce fichier. Elles restent au tableau.',
  },
  files_do: {
    one: 'Importer {n} ligne',
    many: 'Importer {n} lignes',
    other: 'Importer {n} lignes',
  },
  files_nothing: 'Le tableau dit déjà exactement cela.',
  files_show_remarks: 'À noter',
  files_row_faulty: 'ne peut être importée',
  files_out: 'Exporter',
  files_out_hint:
    'Tout ce qui figure au tableau, avec la mention de protection de la séance. Brouillons, notes et messages n’en font jamais partie.',
  files_save: 'Enregistrer en fichiers',
  files_tables: 'Tableaux',
  files_tables_hint: 'Un classeur, ou chaque tableau en CSV pour tout tableur',
  files_workbook: 'Tous les tableaux en un classeur (Excel)',
  files_table_requests: 'Demandes et couverture',
  files_table_pledges: 'Contributions et accords',
  files_table_stocks: 'Stocks déclarés',
  files_table_tasks: 'Tâches et réceptions',
  files_table_totals: 'Totaux',
  files_table_left_out: 'Ce qu’aucun total ne compte, et pourquoi',
  files_calendar: 'Calendrier',
  files_calendar_hint:
    'Les tâches aux jours annoncés, et la fin des procédures de silence à la seconde près',
  files_calendar_save: 'Fichier de calendrier (iCalendar)',
  files_calendar_address: 'Adresse pour un programme de calendrier',
  files_calendar_warning:
    'Quiconque a cette adresse lit le calendrier de cette séance, et rien d’autre. Elle prend fin avec ce siège.',
  files_programs: 'Pour les programmes',
  files_session_stocks:
    'Ce format n’a pas de place pour les stocks déclarés ; ils sont parmi les tableaux.',
  files_session: 'Fichier de séance, à réimporter (JSON)',
  files_api: 'Description de l’interface (OpenAPI)',
  files_api_hint: 'En lecture seule, avec les droits de ce siège.',
} as const
