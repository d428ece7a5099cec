export const pages = [
  { id: 'write', title: 'Write' },
  { id: 'writers', title: 'Writers' },
  { id: 'recordings', title: 'Recordings' },
  { id: 'experiments', title: 'Experiments' },
  { id: 'settings', title: 'Settings' },
  { id: 'troubleshooting', title: 'Troubleshooting' },
] as const;

export type Page = (typeof pages)[number];
export type PageId = Page['id'];

/** Which page and which sheet is open. */
export class NavigationState {
  page = $state<PageId>('write');
  /** The text is being searched. */
  finding = $state(false);
  /** Nothing but the text, large: for whoever stands further away. */
  presenting = $state(false);
  /** The pen is being described, in place of the text. */
  describing = $state(false);
  sheet = $state<'pens' | 'shortcuts' | 'file' | undefined>();
}
