package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.runtime.job.Input.InputFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file that was listed.
 *
 * @param file where it is
 * @param format how its records are laid out; null for an archive whose files tell it by their
 *     names
 * @param meta what its place tells of its records
 */
record SourceInput(InputFile file, @Nullable SourceFormat format, Map<String, String> meta) {

  /** Files whose names tell their formats. */
  static List<SourceInput> byName(List<InputFile> files) {
    return files.stream()
        .map(
            file ->
                new SourceInput(
                    file, SourceFormat.ofName(file.relativePath()).orElseThrow(), Map.of()))
        .toList();
  }
}
