package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class PackedFilesTest {

  private static ReadOptions options(TextEncoding encoding, Expansion expansion) {
    return new ReadOptions(
        TextSplit.LINE, null, 1 << 20, encoding, expansion, ReadOptions.Boilerplate.REMOVED);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  private static byte[] zstd(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }

  /** The records up to the end, or up to the exception that ends them. */
  private static List<String> read(String name, byte[] bytes, ReadOptions options) {
    List<String> records = new ArrayList<>();
    try (RecordReader reader =
        SourceFormat.ofName(name)
            .orElseThrow()
            .open(name, new ByteArrayInputStream(bytes), options)) {
      for (Parsed p = reader.next(); p != null; p = reader.next()) {
        records.add(p instanceof Parsed.Fields f ? f.fields().path("text").asText() : p.toString());
      }
    } catch (UnusableFileException e) {
      records.add(e.reason().code());
    } catch (IOException e) {
      records.add("broken");
    }
    return records;
  }

  @Test
  void packedFilesAreReadWholeInSeveralMembersToo() throws IOException {
    byte[] one = "a\nb\n".getBytes(StandardCharsets.UTF_8);
    byte[] two = "c\n".getBytes(StandardCharsets.UTF_8);
    ReadOptions plain = options(TextEncoding.AUTO, Expansion.DEFAULT);
    for (String ending : List.of("gz", "zst", "zstd")) {
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.writeBytes(ending.equals("gz") ? gzip(one) : zstd(one));
      both.writeBytes(ending.equals("gz") ? gzip(two) : zstd(two));
      assertThat(read("x.txt." + ending, both.toByteArray(), plain)).containsExactly("a", "b", "c");
    }
  }

  @Test
  void truncatedFilesKeepTheirFirstRecords() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append(i * 7919L).append('\n');
    }
    byte[] plain = text.toString().getBytes(StandardCharsets.UTF_8);
    ReadOptions options = options(TextEncoding.AUTO, Expansion.DEFAULT);
    for (String ending : List.of("gz", "zst")) {
      byte[] packed = ending.equals("gz") ? gzip(plain) : zstd(plain);
      List<String> read =
          read("x.txt." + ending, Arrays.copyOf(packed, packed.length / 2), options);
      assertThat(read).hasSizeBetween(10_000, 90_000).startsWith("0", "7919").endsWith("broken");
      assertThat(read("x.txt." + ending, new byte[] {1, 2, 3}, options)).containsExactly("broken");
    }
  }

  @Test
  void filesThatExpandTooFarBreakOff() throws IOException {
    byte[] lines = new byte[80 << 20];
    Arrays.fill(lines, (byte) 'x');
    for (int i = 999; i < lines.length; i += 1000) {
      lines[i] = '\n';
    }
    for (String ending : List.of("gz", "zst")) {
      byte[] packed = ending.equals("gz") ? gzip(lines) : zstd(lines);
      List<String> byRatio =
          read("x.txt." + ending, packed, options(TextEncoding.AUTO, new Expansion(200, 1L << 36)));
      // The first 16 MiB come in whatever their ratio.
      assertThat(byRatio).hasSizeBetween(16_000, 80_000).endsWith("expands-too-far");
      List<String> bySize =
          read(
              "x.txt." + ending,
              packed,
              options(TextEncoding.AUTO, new Expansion(1 << 20, 100_000)));
      assertThat(bySize).hasSizeBetween(1, 101).endsWith("expands-too-far");
      assertThat(
              read(
                  "x.txt." + ending,
                  packed,
                  options(TextEncoding.AUTO, new Expansion(1 << 30, 1L << 36))))
          .hasSize(lines.length / 1000 + 1)
          .doesNotContain("expands-too-far");
    }
  }

  @Test
  void marksAndOptionsTellEncodings() {
    String text = "gr\u00fc\u00dfe \uD83D\uDE00\nzwei\n";
    ReadOptions auto = options(TextEncoding.AUTO, Expansion.DEFAULT);
    for (String name : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
      byte[] marked = ("\uFEFF" + text).getBytes(Charset.forName(name));
      assertThat(read("x.txt", marked, auto))
          .as(name)
          .containsExactly("gr\u00fc\u00dfe \uD83D\uDE00", "zwei");
    }
    byte[] windows = "caf\u00e9 \u20ac".getBytes(Charset.forName("windows-1252"));
    assertThat(read("x.txt", windows, options(TextEncoding.of("Windows-1252"), Expansion.DEFAULT)))
        .containsExactly("caf\u00e9 \u20ac");
    assertThat(read("x.txt", windows, auto).get(0)).contains("INVALID_UTF8");
    // 0x81 is nothing in windows-1252: the record is set aside, the next is read.
    byte[] undefined = {'a', (byte) 0x81, '\n', 'b'};
    assertThat(read("x.txt", undefined, options(TextEncoding.of("cp1252"), Expansion.DEFAULT)))
        .hasSize(2)
        .endsWith("b");
    assertThatThrownBy(() -> TextEncoding.of("no-such"))
        .hasMessage("there is no encoding 'no-such'");
  }

  @Test
  void longTextIsTranscodedAcrossItsBuffers() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 50_000; i++) {
      text.append("\uD83D\uDE00\u00e9x");
    }
    for (String name : List.of("UTF-16LE", "UTF-32BE")) {
      byte[] bytes = text.toString().getBytes(Charset.forName(name));
      assertThat(read("x.txt", bytes, options(TextEncoding.of(name), Expansion.DEFAULT)))
          .containsExactly(text.toString());
    }
  }

  @Test
  void nulBytesAreNoText() {
    ReadOptions auto = options(TextEncoding.AUTO, Expansion.DEFAULT);
    assertThat(read("x.txt", new byte[] {'a', 0, 'b', '\n', 'c'}, auto))
        .hasSize(2)
        .endsWith("c")
        .first()
        .asString()
        .contains("NUL_BYTE");
  }
}
