import * as v from 'valibot';

const shownIssues = 5;
const longestValue = 40;

/**
 * What is wrong with data that a schema refused, for people: one clause for each entry, joined by
 * semicolons, without a full stop. More than five are counted.
 */
export function describeIssues(
  issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]],
): string {
  const more = issues.length - shownIssues;
  const shown = issues.slice(0, shownIssues).map(describeIssue);
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  const name = path === null ? '' : `“${path}” `;
  const { expected, received, message } = issue;
  // A schema that says in its own words what it wants.
  if (!message.startsWith('Invalid ')) return path === null ? message : `${path}: ${message}`;
  if (expected === null) return `${name}cannot be ${shortened(received)}`;
  if (expected === 'never') return `${name}is not known`;
  if (received === 'undefined') return `${name}is missing`;
  if (issue.type === 'non_empty') return `${name}must not be empty`;
  if (expected.startsWith('!')) return `${name}must not be ${wanted(expected.slice(1))}`;
  if (issue.type === 'regex')
    return `${name}must match ${expected}, which ${shortened(received)} does not`;
  const what = message.startsWith('Invalid length') ? 'have a length of' : 'be';
  return `${name}must ${what} ${wanted(expected)}, not ${wanted(received)}`;
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  string: 'text',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  null: 'empty',
  undefined: 'left out',
};

const comparisons: readonly (readonly [sign: string, words: string])[] = [
  ['>=', 'at least'],
  ['<=', 'at most'],
  ['>', 'above'],
  ['<', 'below'],
];

/** A type, value or bound in the notation of valibot. */
function wanted(notation: string): string {
  const choice = /^\((.*)\)$/.exec(notation)?.[1];
  if (choice !== undefined) return choice.split(' | ').map(wanted).join(' or ');
  const bound = comparisons.find(([sign]) => notation.startsWith(sign));
  if (bound) return `${bound[1]} ${notation.slice(bound[0].length)}`;
  return kinds[notation] ?? shortened(notation);
}

function shortened(value: string): string {
  const characters = Array.from(value);
  return characters.length <= longestValue
    ? value
    : `${characters.slice(0, longestValue).join('')}…`;
}
