package dev.nightshift.curation.ingest;

import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What a first pass over a file finds out: its digest, and where it can be cut. A file is cut
 * behind the first line end at or after each multiple of the wanted size, counted from the last
 * cut; its lines are counted on the way, so that positions do not depend on the cuts.
 *
 * @param digest SHA-256 of all bytes
 * @param parts in order, without gaps; one of the length 0 for an empty file
 */
public record FileScan(String digest, List<FilePart> parts) implements Serializable {

  public FileScan {
    // A list that Java's serialisation knows.
    parts = new ArrayList<>(parts);
  }

  /**
   * Scans a stream to its end.
   *
   * @param partBytes size of a part at least; {@link Long#MAX_VALUE} for a file that is not cut
   * @param encoding of the text; a file that is not UTF-8 is not cut
   */
  public static FileScan of(InputStream in, long partBytes, TextEncoding encoding)
      throws IOException {
    MessageDigest sha = Digest.sha256();
    CRC32C check = new CRC32C();
    List<FilePart> parts = new ArrayList<>();
    byte[] buffer = new byte[1 << 18];
    long offset = 0;
    long start = 0;
    long line = 1;
    long firstLine = 1;
    boolean cut = partBytes < Long.MAX_VALUE;
    for (int n = in.readNBytes(buffer, 0, buffer.length);
        n > 0;
        n = in.readNBytes(buffer, 0, buffer.length)) {
      sha.update(buffer, 0, n);
      cut &= offset > 0 || encoding.isUtf8(buffer, n);
      int from = 0;
      for (int i = 0; cut && i < n; i++) {
        if (buffer[i] == '\n') {
          line++;
          long end = offset + i + 1;
          if (end - start >= partBytes) {
            check.update(buffer, from, i + 1 - from);
            parts.add(new FilePart(start, end - start, firstLine, check.getValue()));
            check.reset();
            start = end;
            firstLine = line;
            from = i + 1;
          }
        }
      }
      check.update(buffer, from, n - from);
      offset += n;
    }
    if (offset > start || parts.isEmpty()) {
      parts.add(new FilePart(start, offset - start, firstLine, check.getValue()));
    }
    return new FileScan(HexFormat.of().formatHex(sha.digest()), parts);
  }
}
