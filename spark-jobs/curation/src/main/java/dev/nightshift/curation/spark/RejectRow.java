package dev.nightshift.curation.spark;

import dev.nightshift.schema.identity.Digest;
import org.jspecify.annotations.Nullable;

/** A row of {@code rejects}; the columns are told there. */
public record RejectRow(
    String rejectId,
    String stage,
    String file,
    @Nullable Long line,
    @Nullable String rowId,
    String reason,
    String detail,
    @Nullable Double value,
    byte[] raw) {

  /** Names a reject: the same stage refusing the same line for the same reason is one reject. */
  public static String id(String stage, String fileDigest, long line, String reason) {
    return Digest.start().add("reject").add(stage).add(fileDigest).add(line).add(reason).hex();
  }
}
