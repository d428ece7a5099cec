import i18next from 'i18next';
import english from './english.json' with { type: 'json' };
import germanMessages from './german-messages.json' with { type: 'json' };
import german from './german.json' with { type: 'json' };

/*
 * The words of the window. English ones stand in the code, where they are read; the German file holds
 * them as keys. What it lacks stays English.
 */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

void i18next.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english }, de: { translation: german } },
  // Keys are sentences: full stops and colons are part of them.
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
});

let current = $state<Language>('en');

/** The language of the window; a change shows at once. */
export function currentLanguage(): Language {
  return current;
}

export function changeLanguage(language: Language): void {
  void i18next.changeLanguage(language);
  current = language;
}

/**
 * An English text in the language of the window.
 * @param values for `{{name}}` in it; `count` chooses between one and many
 */
export function t(text: string, values: Readonly<Record<string, string | number>> = {}): string {
  // Reading the language has whatever shows the text shown anew when it changes.
  return i18next.t(text, { ...values, lng: current });
}

interface MessageForm {
  readonly pattern: RegExp;
  /** With `$1`, `$2` … where the values go. */
  readonly german: string;
}

/** `There is no pen at {{path}}.` as a pattern that finds the path. */
function formOf([english, translated]: readonly [string, string]): MessageForm {
  const names = [...english.matchAll(/\{\{(\w+)\}\}/gu)].map(([, name]) => name!);
  const parts = english.split(/\{\{\w+\}\}/u).map(escaped);
  return {
    pattern: new RegExp(`^${parts.join('(.*?)')}$`, 'su'),
    german: translated
      .replaceAll('$', '$$$$')
      .replace(/\{\{(\w+)\}\}/gu, (_, name: string) => `$${names.indexOf(name) + 1}`),
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
}

const forms = Object.entries(germanMessages).map(formOf);

/**
 * What pen, files and engine report comes in English, with its values in place. This says it in the language
 * of the window; what is not known stays English.
 */
export function said(message: string): string {
  if (current === 'en') return message;
  const form = forms.find(({ pattern }) => pattern.test(message));
  return form === undefined ? message : message.replace(form.pattern, form.german);
}
