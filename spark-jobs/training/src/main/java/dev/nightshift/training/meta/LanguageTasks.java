package dev.nightshift.training.meta;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.WholeFile;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.meta.LanguageExamples.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tasks in words: each has examples of its own, a prompt with its answer, encoded one behind the
 * other in a file of sequences. An episode takes a task of its side and some of its examples.
 */
final class LanguageTasks implements TaskFamily<TokenBatch> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A task.
   *
   * @param name its name
   * @param side whose task it is, see {@link TaskSides}
   * @param from its first sequence
   * @param to the sequence after its last one
   */
  record Task(String name, Side side, int from, int to) {}

  /**
   * What the file beside the sequences says.
   *
   * @param tasks all tasks
   * @param written what became of their examples
   */
  record Index(List<Task> tasks, Written written) {
    Index {
      tasks = List.copyOf(tasks);
    }
  }

  private final SequenceFile file;
  private final LanguageProtocol protocol;
  private final Map<Side, List<Task>> sides = new EnumMap<>(Side.class);

  LanguageTasks(Path folder, LanguageProtocol protocol) throws IOException {
    this.protocol = protocol;
    this.file = SequenceFile.open(folder);
    List<Task> tasks = index(folder).tasks();
    for (Side side : Side.values()) {
      sides.put(side, tasks.stream().filter(task -> task.side() == side).toList());
    }
  }

  /** The file that lists the tasks of a folder of sequences. */
  static Path indexOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".tasks.json");
  }

  /** Writes that file, which appears whole. */
  static void writeIndex(Path folder, List<Task> tasks, Written written) throws IOException {
    WholeFile.write(indexOf(folder), JSON.writeValueAsBytes(new Index(tasks, written)));
  }

  /** Reads that file. */
  static Index index(Path folder) throws IOException {
    return JSON.readValue(indexOf(folder).toFile(), Index.class);
  }

  /** The tasks of a side. */
  List<Task> of(Side side) {
    return sides.getOrDefault(side, List.of());
  }

  private CounterRandom random(Side side, long number) {
    return CounterRandom.of(
        protocol.seed(), "language/" + side.name().toLowerCase(Locale.ROOT), number);
  }

  private Task drawn(Side side, CounterRandom random) {
    List<Task> tasks = of(side);
    return tasks.get(random.nextInt(tasks.size()));
  }

  @Override
  public String task(Side side, long number) {
    return drawn(side, random(side, number)).name();
  }

  @Override
  public Episode<TokenBatch> episode(Side side, long number) {
    CounterRandom random = random(side, number);
    Task task = drawn(side, random);
    int[] order = new int[task.to() - task.from()];
    for (int i = 0; i < order.length; i++) {
      order[i] = task.from() + i;
    }
    random.shuffle(order);
    int shots = protocol.shots();
    return new Episode<>(
        task.name(), batch(order, 0, shots), batch(order, shots, shots + protocol.queries()));
  }

  private TokenBatch batch(int[] order, int from, int to) {
    List<List<Piece>> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(List.of(new Piece(order[i], 0, file.length(order[i]))));
    }
    return TokenBatch.of(file, rows, protocol.padding());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
