package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** One record of a file: its fields, or why it has none. */
public sealed interface Parsed {

  /** Line or record in the file, from 1. */
  long position();

  /** The bytes as they stood in the file. */
  byte[] raw();

  /** Parses one JSON record, strictly; its bytes are those of the text. */
  static Parsed ofJson(long position, String json) {
    return JsonRecords.parse(position, json.getBytes(StandardCharsets.UTF_8));
  }

  /** A record with named fields. */
  record Fields(long position, byte[] raw, ObjectNode fields) implements Parsed {}

  /** Bytes that are no record. */
  record Bad(long position, byte[] raw, RejectReason reason, String detail) implements Parsed {}
}
