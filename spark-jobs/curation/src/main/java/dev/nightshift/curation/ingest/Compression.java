package dev.nightshift.curation.ingest;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a file is packed, told by the end of its name. */
public enum Compression {
  NONE(List.of()),
  GZIP(List.of(".gz")),
  ZSTANDARD(List.of(".zst", ".zstd"));

  private final List<String> endings;

  Compression(List<String> endings) {
    this.endings = endings;
  }

  /** The compression that a file's name tells. */
  public static Compression ofName(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    for (Compression each : values()) {
      if (each.endings.stream().anyMatch(name::endsWith)) {
        return each;
      }
    }
    return NONE;
  }

  /** A file's name without the ending that tells its compression. */
  public static String plainName(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    for (String ending : ofName(path).endings) {
      if (name.endsWith(ending)) {
        return path.substring(0, path.length() - ending.length());
      }
    }
    return path;
  }

  /** The unpacked bytes, within bounds; files of several members or frames are read whole. */
  InputStream open(InputStream in, Expansion bounds) throws IOException {
    return switch (this) {
      case NONE -> in;
      case GZIP -> bounds.bounded(in, packed -> new GZIPInputStream(packed, 1 << 16));
      case ZSTANDARD -> bounds.bounded(in, ZstdInputStreamNoFinalizer::new);
    };
  }
}
