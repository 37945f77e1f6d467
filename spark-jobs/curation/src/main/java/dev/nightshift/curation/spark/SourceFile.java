package dev.nightshift.curation.spark;

import java.io.Serializable;

/**
 * A file to ingest.
 *
 * @param uri its absolute URI
 * @param digest SHA-256 of its bytes
 */
record SourceFile(String uri, String digest) implements Serializable {}
