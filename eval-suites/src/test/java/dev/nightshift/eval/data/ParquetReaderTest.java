package dev.nightshift.eval.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.TaskDataLoader;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskLibrary;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of another writer: {@code parquet/README.md} tells which. */
class ParquetReaderTest {

  @TempDir private Path folder;
  private final Faults faults = new Faults();

  private static Path fixtures() throws URISyntaxException {
    return Path.of(ParquetReaderTest.class.getResource("parquet/nested.parquet").toURI())
        .getParent();
  }

  private List<DataRow> read(Path root, String pattern) {
    return new DataFiles(root).read(List.of(pattern), DataOptions.DEFAULT, faults);
  }

  private LoadedTask load(String name, Path data) {
    TaskDefinition task = TaskLibrary.builtIn().load(List.of(name)).get(0);
    LoadedTask loaded =
        new TaskDataLoader(data, faults).load(task).map(d -> new LoadedTask(task, d)).orElse(null);
    faults.throwIfAny();
    return loaded;
  }

  @Test
  void valuesAreThoseOfTheSameRowsAsJson() throws Exception {
    List<DataRow> rows = read(fixtures(), "nested.parquet");
    List<DataRow> expected = read(fixtures(), "nested.jsonl");
    assertThat(faults.list()).isEmpty();
    assertThat(rows).hasSize(2);
    for (int i = 0; i < 2; i++) {
      Map<String, ?> wanted = expected.get(i).fields();
      assertThat(rows.get(i).fields().keySet()).containsExactlyElementsOf(wanted.keySet());
      rows.get(i)
          .fields()
          .forEach((name, value) -> assertThat(value).as(name).isEqualTo(wanted.get(name)));
    }
    assertThat(rows.get(1).place()).endsWith("nested.parquet:2");
    assertThat(rows.get(0).id()).isNotEqualTo(rows.get(1).id());
  }

  @Test
  void tasksFindTheShardsOfTheHub() throws Exception {
    LoadedTask mmlu = load("mmlu_abstract_algebra", fixtures());
    assertThat(mmlu.data().layout()).isEqualTo("huggingface");
    assertThat(mmlu.data().items()).hasSize(3);
    List<ItemRequest> requests = mmlu.requests(5, 0, 1234);
    assertThat(requests.get(2).prompt())
        .contains("What is 5 plus 5?\nA. 10\nB. 5\nC. 6\nD. 0\nAnswer: A\n\n")
        .endsWith("modulo 6 a field?\nA. Yes\nB. No\nC. Only sometimes\nD. It is no ring\nAnswer:");
    assertThat(mmlu.target(mmlu.data().items().get(1)).choices()).containsExactly(2);
    LoadedTask truthful = load("truthfulqa_mc2", fixtures());
    assertThat(truthful.requests(0, 0, 1234).get(0).scored())
        .extracting(each -> each.text())
        .containsExactly(" No, they sink.", " Pumice floats.", " Yes, all of them.");
  }

  @Test
  void convertedFoldersAndLocalTasksAreReadToo() throws Exception {
    Path shard = fixtures().resolve("mmlu/abstract_algebra/test-00000-of-00002.parquet");
    Path dev = fixtures().resolve("mmlu/abstract_algebra/dev-00000-of-00001.parquet");
    Path converted = folder.resolve("cais_mmlu/abstract_algebra");
    Files.createDirectories(converted.resolve("test"));
    Files.createDirectories(converted.resolve("dev"));
    Files.copy(shard, converted.resolve("test/0000.parquet"));
    Files.copy(dev, converted.resolve("dev/0000.parquet"));
    assertThat(load("mmlu_abstract_algebra", folder).data().items()).hasSize(2);

    Path tasks = Files.createDirectories(folder.resolve("tasks"));
    Files.writeString(
        tasks.resolve("own.yaml"),
        """
        task: own
        dataset_path: parquet
        dataset_kwargs: {data_files: {test: shard.parquet}}
        test_split: test
        output_type: multiple_choice
        doc_to_text: question
        doc_to_choice: choices
        doc_to_target: answer
        """);
    Files.copy(shard, folder.resolve("shard.parquet"));
    TaskDefinition own = TaskLibrary.builtIn().with(tasks).load(List.of("own")).get(0);
    assertThat(new TaskDataLoader(folder, faults).load(own).orElseThrow().items()).hasSize(2);
    assertThat(faults.list()).isEmpty();
  }

  @Test
  void missingShardsAreNamedWithTheirLayout() {
    TaskDefinition task = TaskLibrary.builtIn().load(List.of("mmlu_abstract_algebra")).get(0);
    assertThat(new TaskDataLoader(folder, faults).load(task)).isEmpty();
    assertThat(faults.list().get(0).line())
        .contains("task mmlu_abstract_algebra found no data")
        .contains(folder + "/mmlu/abstract_algebra/test.jsonl or ")
        .contains(folder + "/mmlu/abstract_algebra/test-*-of-*.parquet")
        .contains(folder + "/mmlu/abstract_algebra/test/*.parquet or ")
        .contains(folder + "/data/test/abstract_algebra_test.csv (layout original)");
  }

  @Test
  void brokenFilesAreFaultsAndArchivesAreRead() throws Exception {
    byte[] whole = Files.readAllBytes(fixtures().resolve("nested.parquet"));
    Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(folder.resolve("text.parquet"), "no Parquet at all, but long enough");
    byte[] torn = whole.clone();
    Arrays.fill(torn, 4, whole.length / 3, (byte) 0x5A);
    Files.write(folder.resolve("torn.parquet"), torn);
    for (String name : List.of("cut.parquet", "text.parquet", "torn.parquet")) {
      int before = faults.list().size();
      read(folder, name);
      assertThat(faults.list()).as(name).hasSize(before + 1);
      Fault fault = faults.list().get(before);
      assertThat(fault.line()).contains(name, "not a readable Parquet file");
    }
    Path archive = folder.resolve("a.zip");
    try (OutputStream out = Files.newOutputStream(archive)) {
      new ZipOutputStream(out).close();
    }
    try (FileSystem zip = FileSystems.newFileSystem(archive)) {
      Files.copy(fixtures().resolve("nested.parquet"), zip.getPath("/n.parquet"));
    }
    int before = faults.list().size();
    assertThat(read(folder, "a.zip!/n.parquet")).hasSize(2);
    assertThat(faults.list()).hasSize(before);
  }
}
