package dev.nightshift.curation.ingest.html;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;
import org.jspecify.annotations.Nullable;

/**
 * Reads web pages. Elements may stand {@value #MOST_DEPTH} deep in each other; deeper ones are
 * taken for neighbours.
 *
 * <p>The encoding is the one that a byte order mark or a {@code meta} tag tells; without either,
 * UTF-8 where the bytes are valid UTF-8, and windows-1252 elsewhere, as browsers do. Bytes that are
 * wrong in it become U+FFFD.
 */
public final class HtmlPages {

  private static final int MOST_DEPTH = 256;
  private static final int DECLARED_WITHIN = 4096;

  private HtmlPages() {}

  /**
   * The text of a page.
   *
   * @param wholePage whether the boilerplate stays
   */
  public static HtmlPage read(byte[] bytes, boolean wholePage) {
    try {
      return read(
          Jsoup.parse(new ByteArrayInputStream(bytes), charset(bytes), "", parser()), wholePage);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory were not read", e);
    }
  }

  /** The text of a page that is decoded already. */
  public static HtmlPage read(String html, boolean wholePage) {
    return read(Jsoup.parse(html, "", parser()), wholePage);
  }

  private static Parser parser() {
    return Parser.htmlParser().setMaxDepth(MOST_DEPTH);
  }

  private static HtmlPage read(Document page, boolean wholePage) {
    BlockSplitter splitter = new BlockSplitter();
    NodeTraversor.filter(splitter, page);
    List<Block> blocks = splitter.blocks();
    boolean[] keep = new boolean[blocks.size()];
    if (wholePage) {
      Arrays.fill(keep, true);
    } else {
      Set<String> stopWords = StopWords.of(blocks);
      JusTextLimits limits = JusTextLimits.DEFAULT;
      keep =
          new JusText(stopWords.isEmpty() ? limits.withoutStopWords() : limits, stopWords)
              .keep(blocks);
    }
    Element root = page.selectFirst("html");
    String language = root == null ? "" : root.attr("lang").strip();
    return new HtmlPage(page.title().strip(), language, BlockText.of(blocks, keep));
  }

  /** The name of the encoding; null where the page tells it. */
  private static @Nullable String charset(byte[] bytes) {
    boolean marked =
        bytes.length >= 2
            && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    String head =
        new String(bytes, 0, Math.min(bytes.length, DECLARED_WITHIN), StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    int meta = head.indexOf("<meta");
    if (marked || head.startsWith("<?xml") || (meta >= 0 && head.indexOf("charset", meta) >= 0)) {
      return null;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return StandardCharsets.UTF_8.name();
    } catch (CharacterCodingException e) {
      return "windows-1252";
    }
  }
}
