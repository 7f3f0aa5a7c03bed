// The working level's ways to look at tasks.
export const staff = {
  staff_states: 'By state',
  filters_saved: 'Filters',
  filters_where: 'Kept in this browser, for this seat',
  filter_held: 'Waiting for a condition',
  filter_at_node: 'At a hub',
  filter_handed_over: 'For Kyiv to confirm',
  filter_short: 'Received short',
  filter_save: 'Save this filter',
  filter_name: 'Name of the filter',
  filter_keep: 'Save',
  filter_forget: 'Forget the filter “{name}”',
  states_ended: 'ended',
  states_hint:
    'The arrow keys walk over the cards, Enter opens one. Shift with the right or left arrow moves the task a step.',
  states_moved: '{title}: now {state}',
  states_stays: '{title} cannot be moved that way now',
} as const
