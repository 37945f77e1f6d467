package dev.nightshift.curation.ingest.latex;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The encoding that a source declares with {@code \\usepackage[...]{inputenc}}. */
public final class LatexEncoding {

  private static final int PREAMBLE = 1 << 14;

  private static final Map<String, String> NAMES =
      Map.of(
          "latin1", "ISO-8859-1",
          "latin2", "ISO-8859-2",
          "latin9", "ISO-8859-15",
          "ansinew", "windows-1252",
          "cp1252", "windows-1252",
          "cp1250", "windows-1250",
          "cp1251", "windows-1251",
          "koi8-r", "KOI8-R");

  private LatexEncoding() {}

  /** The declared character set; null where it is UTF-8, none or unknown. */
  public static @Nullable Charset declared(byte[] raw) {
    String head = new String(raw, 0, Math.min(raw.length, PREAMBLE), StandardCharsets.ISO_8859_1);
    int end = head.indexOf("]{inputenc}");
    int start = end < 0 ? -1 : head.lastIndexOf('[', end);
    String name = start < 0 ? null : NAMES.get(head.substring(start + 1, end).strip());
    return name == null || !Charset.isSupported(name) ? null : Charset.forName(name);
  }
}
