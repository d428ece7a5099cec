/**
 * ONNX Runtime for Linux and macOS carries Microsoft's telemetry: it writes an identifier and a queue of
 * events into the user's cache folder and sends them over the network. The library reads this variable
 * when it is loaded, so it is set before, in every process that loads it or starts threads that do: the
 * environment of a thread is a copy that native code does not see. See docs/use/privacy.md.
 */
export function switchOffOnnxTelemetry(environment: NodeJS.ProcessEnv = process.env): void {
  environment['ORT_DISABLE_TELEMETRY'] = '1';
}
