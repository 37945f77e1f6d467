package dev.nightshift.schema.identity;

/**
 * How rows and documents are named.
 *
 * <p>{@code doc_id} is a digest of the content alone, so one text from two sources has one {@code
 * doc_id}. {@code row_id} adds the source, the digest of the file and the position in it, so the
 * two stay two rows, each with its licence.
 */
public final class RowIdentity {

  private RowIdentity() {}

  /** Names a content. */
  public static String docId(String content) {
    return Digest.start().add("doc").add(content).hex();
  }

  /**
   * Names a row.
   *
   * @param source the name of the source, as the user gave it
   * @param fileDigest the SHA-256 of the file's bytes
   * @param position the row's position in the file: its line, from 1, for line formats; its record,
   *     from 1, for others
   * @param content what the row says
   */
  public static String rowId(String source, String fileDigest, long position, String content) {
    return Digest.start().add("row").add(source).add(fileDigest).add(position).add(content).hex();
  }
}
