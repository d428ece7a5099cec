/** For `--help`: what is read wherever recordings are asked for. */
export const recordingKinds =
  'recordings: .ndjson(.gz) in the pens format, tables (.csv and its kind), JSON samples, OnHW and OnHW-words500 folders, recorded sessions, and folders of these';
