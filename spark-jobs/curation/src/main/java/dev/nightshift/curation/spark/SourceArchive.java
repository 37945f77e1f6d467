package dev.nightshift.curation.spark;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * An archive to ingest, read by one task.
 *
 * @param uri its absolute URI
 * @param files those of its files that are read, by their places in it, from 1
 */
record SourceArchive(String uri, TreeMap<Integer, SourceFile.Part> files) implements Serializable {

  /** The URI of a file in an archive, as rows and rejects name it. */
  static String uri(String archive, String name) {
    return archive + "!/" + name;
  }
}
