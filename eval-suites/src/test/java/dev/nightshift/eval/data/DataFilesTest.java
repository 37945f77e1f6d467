package dev.nightshift.eval.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {

  @TempDir private Path folder;
  private final Faults faults = new Faults();

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<Map<String, Object>> read(String pattern, DataOptions options) {
    return new DataFiles(folder)
        .read(List.of(pattern), options, faults).stream()
            .map(row -> Map.copyOf(row.fields()))
            .toList();
  }

  private static DataOptions form(DataForm form) {
    return new DataOptions(form, List.of(), "", "");
  }

  @Test
  void jsonComesInManyForms() throws IOException {
    write("a.jsonl", "{\"q\": 1}\n\n{\"q\": 2}\n");
    write("list.json", "[{\"q\": 1}, {\"q\": 2}]");
    write("under.json", "{\"canary\": \"x\", \"examples\": [{\"q\": 1}, {\"q\": 2}]}");
    write("lines.json", "{\"q\": 1}\n{\"q\": 2}\n");
    write("columns.json", "{\"q\": [1, 2]}");
    write("items/1.json", "{\n\"q\": 1}");
    write("items/2.json", "{\n\"q\": 2}");
    for (String name : List.of("a.jsonl", "list.json", "under.json", "lines.json")) {
      assertThat(read(name, DataOptions.DEFAULT))
          .as(name)
          .containsExactly(Map.of("q", 1), Map.of("q", 2));
    }
    assertThat(read("columns.json", form(DataForm.JSON_COLUMNS)))
        .containsExactly(Map.of("q", 1), Map.of("q", 2));
    assertThat(read("items/*.json", form(DataForm.JSON_OBJECT)))
        .containsExactly(Map.of("q", 1), Map.of("q", 2));
    assertThat(faults.list()).isEmpty();
  }

  @Test
  void tablesHaveQuotesAndNameTheirColumnsOrAreGivenThem() throws IOException {
    write("a.csv", ",q,c\r\n0,\"a, \"\"b\"\"\n2\",x\r\n1,y,\n");
    write("test/one_test.csv", "Q1,A\n");
    write("test/two_test.csv", "Q2,B\n");
    write("a.tsv", "q\tc\n1\t\"2\t3\"\n");
    assertThat(read("a.csv", DataOptions.DEFAULT))
        .containsExactly(Map.of("q", "a, \"b\"\n2", "c", "x"), Map.of("q", "y", "c", ""));
    assertThat(read("test/*.csv", new DataOptions(null, List.of("question", "answer"), "", "file")))
        .containsExactly(
            Map.of("question", "Q1", "answer", "A", "file", "one_test"),
            Map.of("question", "Q2", "answer", "B", "file", "two_test"));
    assertThat(read("a.tsv", DataOptions.DEFAULT)).containsExactly(Map.of("q", "1", "c", "2\t3"));
  }

  @Test
  void textIsLinesOrOneWhole() throws IOException {
    write("a.txt", "one\n\ntwo\n");
    assertThat(read("a.txt", DataOptions.DEFAULT))
        .containsExactly(Map.of("text", "one"), Map.of("text", ""), Map.of("text", "two"));
    assertThat(read("a.txt", form(DataForm.WHOLE_TEXT)))
        .containsExactly(Map.of("text", "one\n\ntwo\n"));
  }

  @Test
  void archivesAreReadInPlace() throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.jsonl.gz")))) {
      out.write("{\"q\": 1}\n".getBytes(StandardCharsets.UTF_8));
    }
    try (FileSystem zip =
        FileSystems.newFileSystem(folder.resolve("b.zip"), Map.of("create", "true"))) {
      Files.createDirectory(zip.getPath("/in"));
      Files.writeString(zip.getPath("/in/x.jsonl"), "{\"q\": 2}\n");
    }
    assertThat(read("a.jsonl.gz", DataOptions.DEFAULT)).containsExactly(Map.of("q", 1));
    assertThat(read("b.zip!/in/*.jsonl", DataOptions.DEFAULT)).containsExactly(Map.of("q", 2));
    assertThat(new DataFiles(folder).exist("b.zip!/in/x.jsonl")).isTrue();
    assertThat(new DataFiles(folder).exist("b.zip!/in/y.jsonl")).isFalse();
  }

  @Test
  void idsFollowFromPlaceAndContent() throws IOException {
    write("a.jsonl", "{\"q\": 1}\n{\"q\": 1}\n");
    write("b.jsonl", "{\"q\": 1}\n");
    DataFiles files = new DataFiles(folder);
    List<DataRow> a = files.read(List.of("a.jsonl"), DataOptions.DEFAULT, faults);
    List<DataRow> b = files.read(List.of("b.jsonl"), DataOptions.DEFAULT, faults);
    assertThat(a.get(0).id()).isEqualTo(b.get(0).id()).isNotEqualTo(a.get(1).id());
    assertThat(a.get(0).with("r", 2).id()).isEqualTo(a.get(0).id());
    assertThat(a.get(0).derived("x", Map.of()).id()).isNotEqualTo(a.get(0).id());
  }

  @Test
  void brokenFilesAreToldWithTheirPlaces() throws IOException {
    write("a.jsonl", "{\"q\": 1}\n{\"q\n");
    write("b.csv", "q,c\n1,2\n3\n");
    write("c.json", "{\"a\": [{}], \"b\": [{}]}");
    write("d.csv", "q\n\"open\n");
    write("e.jsonl", "\n");
    for (String name : List.of("a.jsonl", "b.csv", "c.json", "d.csv", "e.jsonl", "f.jsonl")) {
      read(name, DataOptions.DEFAULT);
    }
    assertThat(faults.list())
        .extracting(Fault::line)
        .satisfiesExactly(
            line -> assertThat(line).contains("a.jsonl:2: not a JSON object"),
            line -> assertThat(line).contains("b.csv:3: 1 values stand in a row of 2 columns"),
            line -> assertThat(line).contains("does not hold exactly one list of objects"),
            line -> assertThat(line).contains("d.csv:3: a quote is not closed"),
            line -> assertThat(line).contains("e.jsonl: the file has no items"),
            line -> assertThat(line).contains("f.jsonl: there is no such file"));
  }
}
