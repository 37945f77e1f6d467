package dev.nightshift.runtime.job;

import dev.nightshift.runtime.lake.PinnedTable;
import java.util.List;

/** Something that a run reads, pinned before the run starts. */
public sealed interface Input {

  /** As the user named it. */
  String reference();

  /** What identifies the content: part of the run's fingerprint. */
  String digest();

  /**
   * A table of the lake at one version.
   *
   * @param reference as the user named it
   * @param table the table, its version and the version of {@code runs} that decides visibility
   * @param digest digest of the version and of the runs whose rows are visible; commits of
   *     unrelated runs do not change it
   */
  record OfTable(String reference, PinnedTable table, String digest) implements Input {}

  /**
   * Files, in the order of their paths.
   *
   * @param reference as the user named it
   * @param files path, length and modification time of each file
   * @param digest digest of the list of files
   */
  record OfFiles(String reference, List<InputFile> files, String digest) implements Input {
    public OfFiles {
      files = List.copyOf(files);
    }
  }

  /**
   * A file of an input.
   *
   * @param uri absolute URI
   * @param relativePath path below the input, for names that survive a move
   * @param length in bytes
   * @param modifiedMillis modification time
   */
  record InputFile(String uri, String relativePath, long length, long modifiedMillis) {}
}
