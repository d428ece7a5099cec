import { resolveModel } from '../recognizer/model/library.ts';
import { Recognizer, type RecognizerOptions } from '../recognizer/recognizer.ts';
import { modelFolders } from './places.ts';

/**
 * A recogniser by the name of its model, the user's own models first, or by the path of a folder.
 * @throws UserError when there is no such model, it is damaged, or cannot be run here
 */
export async function openRecognizer(
  name: string,
  options: RecognizerOptions = {},
): Promise<Recognizer> {
  return Recognizer.open(await resolveModel(name, { folders: modelFolders() }), options);
}
