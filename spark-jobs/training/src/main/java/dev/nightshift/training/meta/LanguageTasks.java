package dev.nightshift.training.meta;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.lm.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Tasks in words: each has examples of its own, a prompt with its answer, encoded one behind the
 * other in a file of sequences. An episode takes a task of its side and some of its examples.
 *
 * <p>Tasks are divided among the sides by the order of their names' digests: a share is held out
 * for measuring, both on the way and at the end.
 */
final class LanguageTasks implements TaskFamily<TokenBatch> {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A task.
   *
   * @param name its name
   * @param from its first sequence
   * @param to the sequence after its last one
   */
  record Task(String name, int from, int to) {}

  /** What the file beside the sequences says. */
  record Index(List<Task> tasks) {
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
    List<Task> tasks =
        JSON.readValue(indexOf(folder).toFile(), Index.class).tasks().stream()
            .filter(task -> task.to() - task.from() >= protocol.shots() + protocol.queries())
            .sorted(Comparator.comparing(task -> Digest.ofText(task.name())))
            .toList();
    int held = (int) Math.ceil(protocol.heldOutShare() * tasks.size());
    if (held < 1 || held >= tasks.size()) {
      throw new RequestException(
          tasks.size()
              + " tasks have "
              + (protocol.shots() + protocol.queries())
              + " examples, and "
              + held
              + " of them would be held out",
          "options 'data', 'shots', 'queries' and 'held-out-tasks'",
          "Give at least two tasks with enough examples.");
    }
    sides.put(Side.TEST, tasks.subList(0, held));
    sides.put(Side.VALIDATION, tasks.subList(0, held));
    sides.put(Side.TRAIN, tasks.subList(held, tasks.size()));
  }

  /** The file that lists the tasks of a folder of sequences. */
  static Path indexOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".tasks.json");
  }

  /** Writes that file. */
  static void writeIndex(Path folder, List<Task> tasks) throws IOException {
    Files.write(indexOf(folder), JSON.writeValueAsBytes(new Index(tasks)));
  }

  /** The tasks of a side. */
  List<Task> of(Side side) {
    return sides.getOrDefault(side, List.of());
  }

  @Override
  public Episode<TokenBatch> episode(Side side, long number) {
    CounterRandom random =
        CounterRandom.of(
            protocol.seed(), "language/" + side.name().toLowerCase(Locale.ROOT), number);
    List<Task> tasks = of(side);
    Task task = tasks.get(random.nextInt(tasks.size()));
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
