import type { Command } from 'commander';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import { modelFolders } from '../../library/places.ts';
import { listModels, resolveModel } from '../../recognizer/model/library.ts';
import { checkOnnx, modelAsOnnx } from '../../recognizer/model/onnx-file.ts';
import { tableLines } from '../print/table.ts';

interface ExportOptions {
  readonly onnx: string;
}

export function addModelsCommand(models: Command): void {
  models
    .command('list', { isDefault: true })
    .description('Names and titles, your own models first.')
    .option('--json', 'one JSON document on standard output')
    .action(async ({ json }: { json?: boolean }) => {
      const listings = await listModels(modelFolders());
      if (json === true) {
        const document = listings.map(({ name, folder, manifest, error }) => ({
          name,
          folder,
          ...(manifest && {
            title: manifest.title,
            description: manifest.description,
            rateHz: manifest.rateHz,
            channels: manifest.channels,
            alphabet: manifest.alphabet.join(''),
            bytes: manifest.weights.bytes,
          }),
          ...(error && { error: error.message, remedy: error.remedy }),
        }));
        process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
        return;
      }
      const rows = listings.map(({ name, folder, manifest, error }) => [
        name,
        manifest === undefined ? '' : String(Math.round(manifest.weights.bytes / 4)),
        manifest?.title ?? `damaged: ${error!.message}`,
        folder,
      ]);
      const columns = [
        { title: 'name' },
        { title: 'parameters', align: 'right' as const },
        { title: 'title' },
        { title: 'folder' },
      ];
      process.stdout.write(`${tableLines(columns, rows).join('\n')}\n`);
    });
  models
    .command('export')
    .description('Write a model as an ONNX file, to run it with any ONNX runtime.')
    .argument('<name>', 'model folder or name')
    .requiredOption('--onnx <file>', 'the file to write')
    .action(async (name: string, { onnx }: ExportOptions) => {
      const model = await resolveModel(name, { folders: modelFolders() });
      const bytes = modelAsOnnx(model);
      const difference = await checkOnnx(bytes, model);
      await writeFileAtomic(onnx, bytes);
      process.stderr.write(
        `${model.manifest.name} written to ${onnx} (${bytes.length} bytes); ONNX Runtime reads it as we do, to ${difference.toExponential(0)}.\n→ What goes in and comes out: docs/formats/onnx.md\n`,
      );
    });
}
