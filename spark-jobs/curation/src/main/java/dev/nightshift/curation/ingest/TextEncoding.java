package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The encoding of a file's text.
 *
 * @param name {@code auto}, or a character set that Java knows
 */
public record TextEncoding(String name) implements Serializable {

  /**
   * UTF-8, or what the byte order mark at the start of the file tells: UTF-16 or UTF-32 of either
   * order (Unicode Standard, section 23.8). Formats that say their encoding within the file are
   * believed.
   */
  public static final TextEncoding AUTO = new TextEncoding("auto");

  private static final int LONGEST_MARK = 4;

  /**
   * The encoding of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TextEncoding of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals(AUTO.name)) {
      return AUTO;
    }
    try {
      return new TextEncoding(Charset.forName(name).name());
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException("there is no encoding '" + name + "'", e);
    }
  }

  /** Whether the file, or what it says of itself, decides. */
  public boolean isAuto() {
    return name.equals(AUTO.name);
  }

  /** Whether a file that starts with these bytes is UTF-8, as far as is told. */
  public boolean isUtf8(byte[] start, int length) {
    return isAuto() ? mark(start, length) == null : name.equals(StandardCharsets.UTF_8.name());
  }

  /**
   * The text as UTF-8. A byte that is wrong in the declared encoding becomes the byte 0xFF, which
   * is wrong in UTF-8: the record that holds it is rejected and not mended.
   */
  InputStream toUtf8(InputStream in) throws IOException {
    if (!isAuto()) {
      Charset charset = Charset.forName(name);
      return charset.equals(StandardCharsets.UTF_8) ? in : new Transcoded(in, charset);
    }
    PushbackInputStream start = new PushbackInputStream(in, LONGEST_MARK);
    byte[] first = new byte[LONGEST_MARK];
    int n = start.readNBytes(first, 0, LONGEST_MARK);
    Charset told = mark(first, n);
    int mark = told == null ? 0 : told.name().startsWith("UTF-32") ? 4 : 2;
    start.unread(first, mark, n - mark);
    return told == null ? start : new Transcoded(start, told);
  }

  /** What the byte order mark tells; null where there is none, or that of UTF-8. */
  private static @Nullable Charset mark(byte[] b, int length) {
    if (length >= 4 && b[0] == 0 && b[1] == 0 && b[2] == (byte) 0xFE && b[3] == (byte) 0xFF) {
      return Charset.forName("UTF-32BE");
    }
    if (length >= 4 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE && b[2] == 0 && b[3] == 0) {
      return Charset.forName("UTF-32LE");
    }
    if (length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
      return StandardCharsets.UTF_16BE;
    }
    if (length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) {
      return StandardCharsets.UTF_16LE;
    }
    return null;
  }
}
