package dev.nightshift.curation.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordReadersTest {

  private static final ReadOptions LINES = new ReadOptions(TextSplit.LINE, null, 1 << 20);

  /** Hands out one byte at a time, as a slow network may. */
  private static InputStream slow(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(1, length));
      }
    };
  }

  private static List<String> read(String name, byte[] bytes, ReadOptions options)
      throws IOException {
    List<String> records = new ArrayList<>();
    for (InputStream in : List.of(new ByteArrayInputStream(bytes), slow(bytes))) {
      records.clear();
      try (RecordReader reader = SourceFormat.ofName(name).orElseThrow().open(name, in, options)) {
        for (Parsed p = reader.next(); p != null; p = reader.next()) {
          records.add(
              p.position()
                  + " "
                  + (p instanceof Parsed.Bad bad
                      ? bad.reason().code() + ": " + bad.detail()
                      : ((Parsed.Fields) p).fields()));
        }
      }
    }
    return records;
  }

  private static List<String> read(String name, String text, ReadOptions options)
      throws IOException {
    return read(name, text.getBytes(StandardCharsets.UTF_8), options);
  }

  @Test
  void linesEndWithOrWithoutCarriageReturn() throws IOException {
    assertThat(read("a.txt", "\uFEFFone\r\ntwo\n\n  \nthree\r", LINES))
        .containsExactly(
            "1 {\"text\":\"one\"}", "2 {\"text\":\"two\"}", "5 {\"text\":\"three\\r\"}");
    assertThat(read("a.txt", "", LINES)).isEmpty();
    assertThat(read("a.txt", "\n", LINES)).isEmpty();
  }

  @Test
  void tooLongRecordIsSetAsideAndTheNextIsRead() throws IOException {
    ReadOptions ten = new ReadOptions(TextSplit.LINE, null, 10);
    assertThat(read("a.jsonl", "{\"a\":12345}\n{\"a\":1234}\r\n{\"a\":1}", ten))
        .containsExactly(
            "1 too-long: the record has 11 bytes, of which the first 10 are kept",
            "2 {\"a\":1234}",
            "3 {\"a\":1}");
    assertThat(read("a.csv", "a\n12345678901\n1\n", ten))
        .containsExactly(
            "1 too-long: the record has 11 bytes, of which the first 10 are kept",
            "2 {\"a\":\"1\"}");
    assertThat(read("a.json", "[{\"a\":\"12345678\"},{\"a\":1}]", ten))
        .containsExactly(
            "1 too-long: the record has 16 bytes, of which the first 10 are kept", "2 {\"a\":1}");
    assertThat(read("a.txt", "12345\n678901", new ReadOptions(TextSplit.FILE, null, 10)))
        .containsExactly("1 too-long: the record has 12 bytes, of which the first 10 are kept");
  }

  @Test
  void jsonIsTakenStrictly() throws IOException {
    assertThat(read("a.jsonl", "{\"a\":1,\"a\":2}\n{\"a\":NaN}\n{\"a\":1} x\n'a'\nnull", LINES))
        .extracting(r -> r.substring(0, 13))
        .containsExactly(
            "1 broken-json", "2 broken-json", "3 broken-json", "4 broken-json", "5 not-an-obje");
    assertThat(read("a.ndjson", "{\"n\":1.500,\"big\":12345678901234567890}", LINES))
        .containsExactly("1 {\"n\":1.500,\"big\":12345678901234567890}");
  }

  @Test
  void jsonFileMayBeAnArrayOrObjects() throws IOException {
    assertThat(read("a.json", " [ {\"a\":\"]}\\\"\"} ,\n{\"b\":[1,{}]}, 7 ] ", LINES))
        .containsExactly(
            "1 {\"a\":\"]}\\\"\"}",
            "2 {\"b\":[1,{}]}",
            "3 not-an-object: the record is NUMBER and not an object");
    assertThat(read("a.json", "{\"a\":1}\n{\"a\":2}", LINES))
        .containsExactly("1 {\"a\":1}", "2 {\"a\":2}");
    assertThat(read("a.json", "[{\"a\":1},{\"b\":", LINES)).hasSize(2);
    assertThat(read("a.json", "[]", LINES)).isEmpty();
  }

  @Test
  void csvFollowsTheStandard() throws IOException {
    String text = "a,b\r\n\"x, \"\"y\"\"\r\nz\",2\r\n\r\n,\r\n1,2,3\r\n\"q\"r,1\r\nlast,\"end";
    assertThat(read("a.csv", text, LINES))
        .containsExactly(
            "1 {\"a\":\"x, \\\"y\\\"\\r\\nz\",\"b\":\"2\"}",
            "2 {\"a\":\"\",\"b\":\"\"}",
            "3 wrong-field-count: the record has 3 fields, the header 2",
            "4 broken-csv: text stands after a closing quote",
            "5 broken-csv: a quote is never closed");
    assertThat(read("a.tsv", "a\tb\n1,5\t2\n", LINES))
        .containsExactly("1 {\"a\":\"1,5\",\"b\":\"2\"}");
    assertThat(read("a.csv", "a;b\n1;2\n", new ReadOptions(TextSplit.LINE, ';', 100)))
        .containsExactly("1 {\"a\":\"1\",\"b\":\"2\"}");
    byte[] invalid = "a,b\n1,x\n".getBytes(StandardCharsets.ISO_8859_1);
    invalid[6] = (byte) 0xE4;
    assertThat(read("a.csv", invalid, LINES))
        .containsExactly("1 invalid-utf8: field 2: byte 0xe4 at offset 0 is not UTF-8");
  }

  @Test
  void paragraphsStandBetweenBlankLines() throws IOException {
    assertThat(read("a.txt", "\n\na\nb\n \n\nc\n", new ReadOptions(TextSplit.PARAGRAPH, null, 100)))
        .containsExactly("3 {\"text\":\"a\\nb\"}", "7 {\"text\":\"c\"}");
    assertThat(read("a.md", "a\n\nb\n", new ReadOptions(TextSplit.FILE, null, 100)))
        .containsExactly("1 {\"text\":\"a\\n\\nb\"}");
  }

  @Test
  void nameTellsTheFormat() {
    assertThat(SourceFormat.ofName("x/y.JSONL.gz")).contains(SourceFormat.JSONL);
    assertThat(SourceFormat.ofName("y.parquet")).contains(SourceFormat.PARQUET);
    assertThat(SourceFormat.ofName("y.bin")).isEmpty();
    assertThat(SourceFormat.ofName("jsonl")).contains(SourceFormat.JSONL);
  }
}
