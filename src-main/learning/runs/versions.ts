import { version_core as tensorflowVersion } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../recipes/recipe-files.ts';

/** What a result depends on beside recipe and data. */
export async function versionsInUse(): Promise<Record<string, string>> {
  const text = await readFile(join(repositoryRoot, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return {
    Quillwave: version,
    Node: process.versions.node,
    'TensorFlow.js': tensorflowVersion,
  };
}
