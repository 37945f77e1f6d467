package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.identity.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileScanTest {

  private static InputStream from(byte[] bytes, long offset) {
    int start = (int) Math.min(offset, bytes.length);
    return new ByteArrayInputStream(bytes, start, bytes.length - start);
  }

  private static List<String> read(byte[] scanned, byte[] now, long partBytes) throws IOException {
    ReadOptions options = new ReadOptions(TextSplit.LINE, null, 30);
    FileScan scan = FileScan.of(from(scanned, 0), partBytes, TextEncoding.AUTO);
    assertThat(scan.digest()).isEqualTo(Digest.ofBytes(scanned));
    List<String> records = new ArrayList<>();
    long next = 0;
    for (FilePart part : scan.parts()) {
      assertThat(part.offset()).isEqualTo(next);
      next += part.length();
      PartStream bytes = new PartStream(from(now, part.offset()), part);
      try (RecordReader reader = SourceFormat.TXT.open("x.txt", bytes, options, part.firstLine())) {
        for (Parsed p = reader.next(); p != null; p = reader.next()) {
          records.add(p.position() + " " + new String(p.raw(), StandardCharsets.UTF_8));
        }
        if (!bytes.isUnchanged()) {
          records.add("changed");
        }
      }
    }
    assertThat(next).isEqualTo(scanned.length);
    return records;
  }

  @Test
  void recordsDoNotDependOnTheParts() throws IOException {
    StringBuilder text = new StringBuilder("\uFEFFfirst\r\n\n");
    for (int i = 0; i < 300; i++) {
      text.append("x".repeat(i % 40)).append(i).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    byte[] bytes = text.append("\n\nlast").toString().getBytes(StandardCharsets.UTF_8);
    List<String> whole = read(bytes, bytes, Long.MAX_VALUE);
    assertThat(whole).startsWith("1 first").endsWith("305 last").hasSize(302);
    for (long size : new long[] {1, 2, 7, 100, 1000, 5000, 1 << 20}) {
      assertThat(read(bytes, bytes, size)).as("parts of %d", size).isEqualTo(whole);
    }
  }

  @Test
  void bytesOfAMarkWithinTheFileAreNone() throws IOException {
    byte[] bytes = {'a', '\n', (byte) 0xFF, (byte) 0xFE, 'b', 0x41, '\n', 'c', '\n'};
    ReadOptions options = new ReadOptions(TextSplit.LINE, null, 30);
    for (long size : new long[] {1, 100}) {
      List<String> records = new ArrayList<>();
      for (FilePart part : FileScan.of(from(bytes, 0), size, TextEncoding.AUTO).parts()) {
        PartStream stream = new PartStream(from(bytes, part.offset()), part);
        try (RecordReader reader =
            SourceFormat.TXT.open("x.txt", stream, options, part.firstLine())) {
          for (Parsed p = reader.next(); p != null; p = reader.next()) {
            records.add(p.position() + (p instanceof Parsed.Bad bad ? bad.reason().code() : ""));
          }
        }
      }
      assertThat(records).containsExactly("1", "2invalid-utf8", "3");
    }
  }

  @Test
  void emptyFileIsOnePartAndUtf16IsNotCut() throws IOException {
    assertThat(FileScan.of(from(new byte[0], 0), 1, TextEncoding.AUTO).parts())
        .containsExactly(new FilePart(0, 0, 1, 0));
    byte[] wide = "\uFEFFa\nb\nc".getBytes(StandardCharsets.UTF_16LE);
    assertThat(FileScan.of(from(wide, 0), 1, TextEncoding.AUTO).parts()).hasSize(1);
    assertThat(
            FileScan.of(
                    from("a\nb".getBytes(StandardCharsets.UTF_8), 0), 1, TextEncoding.of("cp1252"))
                .parts())
        .hasSize(1);
  }

  @Test
  void changesAreSeenAndGrowthIsNot() throws IOException {
    byte[] before = "one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8);
    byte[] grown = "one\ntwo\nthree\nfour\n".getBytes(StandardCharsets.UTF_8);
    byte[] edited = "one\ntwX\nthree\n".getBytes(StandardCharsets.UTF_8);
    assertThat(read(before, grown, 4)).containsExactly("1 one", "2 two", "3 three");
    assertThat(read(before, edited, 4)).containsExactly("1 one", "2 twX", "changed", "3 three");
    assertThat(read(before, Arrays.copyOf(before, 9), 4))
        .containsExactly("1 one", "2 two", "3 t", "changed");
    assertThat(read(before, new byte[0], Long.MAX_VALUE)).containsExactly("changed");
  }
}
