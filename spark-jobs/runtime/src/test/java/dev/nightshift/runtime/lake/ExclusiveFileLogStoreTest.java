package dev.nightshift.runtime.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.runtime.TestSpark;
import dev.nightshift.schema.table.LakeTables;
import io.delta.storage.CloseableIterator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveFileLogStoreTest {

  private static final Configuration CONF = new Configuration();

  /** Commits a number of times, each at the first free version, and says which it won. */
  public static final class Committer {
    private Committer() {}

    public static void main(String[] args) throws IOException {
      Path log = Path.of(args[0]);
      int commits = Integer.parseInt(args[2]);
      ExclusiveFileLogStore store = new ExclusiveFileLogStore(CONF);
      long version = 0;
      for (int i = 0; i < commits; i++) {
        String line = args[1] + " " + i;
        for (boolean done = false; !done; version++) {
          try {
            store.write(entry(log, version), List.of(line, line).iterator(), false, CONF);
            done = true;
          } catch (FileAlreadyExistsException e) {
            // The other one has it: the next version, then.
          }
        }
      }
    }
  }

  /** Appends to a Delta table of the lake a number of times. */
  public static final class Appender {
    private Appender() {}

    public static void main(String[] args) {
      append(args[0], args[1], Integer.parseInt(args[2]));
    }

    static void append(String root, String writer, int commits) {
      SparkSession spark = TestSpark.session();
      Lake lake = Lake.open(spark, root);
      for (int i = 0; i < commits; i++) {
        lake.append(
            "metrics",
            LakeTables.METRICS,
            spark.sql("SELECT " + i + "L AS step, '" + writer + "' AS name, 1D AS value"),
            writer,
            i);
      }
    }
  }

  private static org.apache.hadoop.fs.Path entry(Path log, long version) {
    return new org.apache.hadoop.fs.Path(log.resolve(String.format("%020d.json", version)).toUri());
  }

  private static Process start(Path output, Class<?> main, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> a.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx700m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static void assertWell(Process process, Path output) throws Exception {
    assertThat(process.waitFor()).as(() -> contents(output)).isZero();
  }

  private static String contents(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void twoProcessesCommitTwoHundredTimesEachAndLoseNone(@TempDir Path folder) throws Exception {
    Path log = Files.createDirectory(folder.resolve("_delta_log"));
    Process a = start(folder.resolve("a"), Committer.class, log.toString(), "a", "200");
    Process b = start(folder.resolve("b"), Committer.class, log.toString(), "b", "200");
    assertWell(a, folder.resolve("a"));
    assertWell(b, folder.resolve("b"));
    ExclusiveFileLogStore store = new ExclusiveFileLogStore(CONF);
    Set<String> seen = new HashSet<>();
    for (long version = 0; version < 400; version++) {
      List<String> lines = read(store, log, version);
      assertThat(lines).hasSize(2);
      assertThat(lines.get(0)).isEqualTo(lines.get(1));
      seen.add(lines.get(0));
    }
    assertThat(seen).hasSize(400);
    try (Stream<Path> files = Files.list(log)) {
      assertThat(files).hasSize(400);
    }
  }

  @Test
  void twoProcessesMakeAndFillOneTable(@TempDir Path folder) throws Exception {
    String root = folder.resolve("lake").toString();
    Process other = start(folder.resolve("other"), Appender.class, root, "a", "10");
    Appender.append(root, "b", 10);
    assertWell(other, folder.resolve("other"));
    SparkSession spark = TestSpark.session();
    var rows = spark.read().format("delta").load(root + "/tables/metrics");
    assertThat(rows.count()).isEqualTo(20);
    assertThat(rows.select("name", "step").distinct().count()).isEqualTo(20);
  }

  private static List<String> read(ExclusiveFileLogStore store, Path log, long version)
      throws IOException {
    List<String> lines = new ArrayList<>();
    try (CloseableIterator<String> read = store.read(entry(log, version), CONF)) {
      read.forEachRemaining(lines::add);
    }
    return lines;
  }

  @Test
  void secondWriterOfAVersionIsRefused(@TempDir Path log) throws IOException {
    ExclusiveFileLogStore store = new ExclusiveFileLogStore(CONF);
    store.write(entry(log, 0), List.of("first").iterator(), false, CONF);
    assertThatThrownBy(() -> store.write(entry(log, 0), List.of("second").iterator(), false, CONF))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(store, log, 0)).containsExactly("first");
    store.write(entry(log, 0), List.of("third").iterator(), true, CONF);
    assertThat(read(store, log, 0)).containsExactly("third");
    assertThat(store.isPartialWriteVisible(entry(log, 0), CONF)).isFalse();
  }

  @Test
  void writerThatBreaksLeavesNothing(@TempDir Path log) throws IOException {
    ExclusiveFileLogStore store = new ExclusiveFileLogStore(CONF);
    Iterator<String> breaks =
        Stream.of("one", "two")
            .map(
                line -> {
                  if (line.equals("two")) {
                    throw new IllegalStateException("broken");
                  }
                  return line;
                })
            .iterator();
    assertThatThrownBy(() -> store.write(entry(log, 0), breaks, false, CONF)).hasMessage("broken");
    try (Stream<Path> files = Files.list(log)) {
      assertThat(files).isEmpty();
    }
    assertThatThrownBy(
            () -> store.write(entry(log.resolve("none"), 0), List.of("x").iterator(), false, CONF))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void checksumOfAnotherLogStoreDoesNotStandInTheWay(@TempDir Path log) throws IOException {
    org.apache.hadoop.fs.Path entry = entry(log, 0);
    try (var out = entry.getFileSystem(CONF).create(entry)) {
      out.writeBytes("old and longer\n");
    }
    ExclusiveFileLogStore store = new ExclusiveFileLogStore(CONF);
    store.write(entry, List.of("new").iterator(), true, CONF);
    assertThat(read(store, log, 0)).containsExactly("new");
  }

  @Test
  void lockServesWhereThereAreNoHardLinks(@TempDir Path log) throws IOException {
    Path target = log.resolve("target");
    ExclusiveFileLogStore.publishUnderLock(Files.writeString(log.resolve("one"), "1"), target);
    assertThatThrownBy(
            () ->
                ExclusiveFileLogStore.publishUnderLock(
                    Files.writeString(log.resolve("two"), "2"), target))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("1");
  }
}
