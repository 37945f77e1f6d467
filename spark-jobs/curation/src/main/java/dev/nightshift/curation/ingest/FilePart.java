package dev.nightshift.curation.ingest;

import java.io.Serializable;

/**
 * A part of a file that is read by itself.
 *
 * @param offset of its first byte
 * @param length in bytes
 * @param firstLine number of its first line in the file, from 1
 * @param check CRC-32C of its bytes as they were scanned
 */
public record FilePart(long offset, long length, long firstLine, long check)
    implements Serializable {}
