export const pages = [
  { id: 'write', title: 'Write' },
  { id: 'writers', title: 'Writers' },
  { id: 'recordings', title: 'Recordings' },
  { id: 'experiments', title: 'Experiments' },
  { id: 'settings', title: 'Settings' },
  { id: 'troubleshooting', title: 'Troubleshooting' },
] as const;

export type PageId = (typeof pages)[number]['id'];

/** Which page and which sheet is open. */
export class NavigationState {
  page = $state<PageId>('write');
  sheet = $state<'pens' | 'shortcuts' | undefined>();
}
