/** For `--help`: what is read wherever recordings are asked for. */
export const recordingKinds =
  'recordings: .ndjson(.gz) in the pens format, .csv, OnHW and OnHW-words500 folders, recorded sessions, and folders of these';
