package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.FilePart;
import dev.nightshift.curation.ingest.SourceFormat;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file to ingest.
 *
 * @param uri its absolute URI
 * @param digest SHA-256 of its bytes
 * @param format how its records are laid out
 * @param meta what its place tells of its records, such as their split
 * @param length in bytes, as it was listed
 * @param modifiedMillis modification time, as it was listed
 */
record SourceFile(
    String uri,
    String digest,
    SourceFormat format,
    Map<String, String> meta,
    long length,
    long modifiedMillis)
    implements Serializable {

  SourceFile {
    // A map that Java's serialisation knows.
    meta = new LinkedHashMap<>(meta);
  }

  /** A part of a file, read by one task. */
  record Part(SourceFile file, FilePart part) implements Serializable {}
}
