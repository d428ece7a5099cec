import type { Alert } from '$contract/alerts.ts';
import type { LiveStatus } from '$contract/live.ts';
import { nonsenseCodes, type PenAddress, type PenInformation } from '$contract/pens.ts';
import { currentLanguage, t } from '../../language/language.svelte.ts';

export type StepAction =
  'choose-pen' | 'describe-pen' | 'simulate' | 'replay-again' | 'write-again' | 'choose-model';

/** What the window says about the pen at one glance, and what to do next. */
export interface NextStep {
  readonly tone: 'good' | 'waiting' | 'attention';
  readonly headline: string;
  readonly detail: string;
  readonly actions: readonly StepAction[];
}

/**
 * @param pauseMs the pause that ends a piece of writing, ms
 * @param alerts what stands: readings that cannot be right are no pen that writes
 */
export function nextStep(
  status: LiveStatus,
  pauseMs: number,
  alerts: readonly Alert[] = [],
): NextStep {
  const pen = penTitle(status.address, status.pen);
  if (status.address === undefined) {
    if (status.starting === true) {
      return waiting(t('Starting …'), t('Pen and model are being opened.'));
    }
    return {
      ...waiting(t('No pen is connected.'), t('Connect yours, or let the simulated pen write.')),
      actions: ['choose-pen', 'simulate'],
    };
  }
  switch (status.presence) {
    case 'connecting':
      return waiting(t('Connecting: {{pen}} …', { pen }), t('This takes a moment.'));
    case 'absent':
      return {
        ...waiting(
          t('{{pen}} is not there.', { pen }),
          t('Plug it in; writing goes on as soon as it is back.'),
        ),
        actions: ['choose-pen'],
      };
    case 'closed':
      return {
        ...waiting(t('{{pen}} is closed.', { pen }), t('Choose it again to go on.')),
        actions: ['choose-pen'],
      };
    case 'ended':
      return ended(status.address, pen);
    case 'connected':
      return connected(status, pen, pauseMs, alerts);
  }
}

function ended(address: PenAddress, pen: string): NextStep {
  if (address.kind === 'simulated') {
    return {
      ...waiting(
        t('{{pen}} has written its text.', { pen }),
        t('Let it write again, or choose your own pen.'),
      ),
      actions: ['write-again', 'choose-pen'],
    };
  }
  return {
    ...waiting(
      t('{{pen}} has come to its end.', { pen }),
      t('Its text stays. Replay it, or choose another pen.'),
    ),
    actions: ['replay-again', 'choose-pen'],
  };
}

function connected(
  status: LiveStatus,
  pen: string,
  pauseMs: number,
  alerts: readonly Alert[],
): NextStep {
  if (status.model === '') {
    if (status.modelLoading === true || status.starting === true) {
      return waiting(
        t('{{pen}} is connected.', { pen }),
        t('The model is being loaded: what you write now is read in a moment.'),
      );
    }
    return {
      tone: 'attention',
      headline: t('{{pen}} is connected, but no model reads it.', { pen }),
      detail: t('Choose a model to get text.'),
      actions: ['choose-model'],
    };
  }
  if (status.replay?.paused === true) {
    return waiting(
      t('{{pen}} is held.', { pen }),
      t('Continue the replay, or go to another moment of it.'),
    );
  }
  if (status.samplesPerSecond === 0 && status.address?.kind !== 'replay') {
    return waiting(
      t('{{pen}} is connected.', { pen }),
      t('Waiting for its first samples: switch it on or move it.'),
    );
  }
  if (alerts.some(({ code }) => nonsenseCodes.includes(code))) {
    return {
      tone: 'attention',
      headline: t('{{pen}} sends readings that cannot be right.', { pen }),
      detail: t('Say what its columns mean; then text comes.'),
      actions: status.address?.kind === 'simulated' ? [] : ['describe-pen'],
    };
  }
  return {
    tone: 'good',
    headline: headlineOf(status, pen),
    detail: detailOf(status, pauseMs),
    actions: [],
  };
}

function headlineOf({ address, writing }: LiveStatus, pen: string): string {
  if (address?.kind === 'replay') return t('{{pen}} is being replayed.', { pen });
  return writing ? t('{{pen}} is writing.', { pen }) : t('{{pen}} is ready.', { pen });
}

function detailOf({ address, writing }: LiveStatus, pauseMs: number): string {
  if (address?.kind === 'simulated') {
    return t('It shows what a pen would send. Choose your own to write yourself.');
  }
  if (address?.kind === 'replay') return t('It is read as if it were written now.');
  const seconds = (pauseMs / 1000).toLocaleString(currentLanguage(), { maximumFractionDigits: 1 });
  return writing
    ? t('Rest for {{seconds}} s and the text is kept.', { seconds })
    : t('Write on paper: the text appears here.');
}

function waiting(headline: string, detail: string): NextStep {
  return { tone: 'waiting', headline, detail, actions: [] };
}

export function penTitle(address: PenAddress | undefined, pen: PenInformation): string {
  switch (address?.kind) {
    case undefined:
      return t('No pen');
    case 'simulated':
      return t('Simulated pen');
    case 'replay':
      return t('Recording {{name}}', { name: fileName(address.file) });
    case 'serial':
      return pen.name ?? t('Pen on {{port}}', { port: fileName(address.path) });
    case 'ble':
      return pen.name ?? address.name;
  }
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}
