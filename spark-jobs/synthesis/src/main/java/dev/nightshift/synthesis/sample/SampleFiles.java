package dev.nightshift.synthesis.sample;

import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.schema.error.WorkException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * Writes the sample's files. A file appears under its name only once all of it is on the disk, and
 * its bytes follow from the generator, the seed and the number of lines alone.
 */
public final class SampleFiles {

  private final SampleLines lines;
  private final Path folder;

  /**
   * @param folder where the files go; made if it is not there
   * @param generator the problems
   * @param seed seed of every draw
   */
  public SampleFiles(Path folder, ProblemGenerator generator, long seed) {
    this.folder = folder;
    this.lines = new SampleLines(generator, seed);
  }

  /**
   * A file as it was written.
   *
   * @param path where it is
   * @param kinds what its lines are, with their counts
   */
  public record Written(Path path, Map<String, Long> kinds) {}

  /** Documents, with dirt. */
  public Written documents(long count) {
    return write("documents.jsonl", count, lines::document);
  }

  /** Texts labelled good (1) or bad (0). */
  public Written quality(long count) {
    return write("quality.jsonl", count, lines::quality);
  }

  /** Preference pairs. */
  public Written preferences(long count) {
    return write("preferences.jsonl", count, lines::preference);
  }

  /** Prompts with answers. */
  public Written prompts(long count) {
    return write("prompts.jsonl", count, lines::prompt);
  }

  private Written write(String name, long count, LongFunction<SampleLines.Line> line) {
    Path target = folder.resolve(name);
    Path partial = folder.resolve("." + name + ".partial");
    Map<String, Long> kinds = new TreeMap<>();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  partial,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        for (long number = 0; number < count; number++) {
          SampleLines.Line next = line.apply(number);
          kinds.merge(next.kind(), 1L, Long::sum);
          out.write(next.bytes());
          out.write('\n');
        }
        out.flush();
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new WorkException(
          "the sample cannot be written: " + e,
          target.toString(),
          "Check that the folder can be written and the disk has room.",
          e);
    }
    return new Written(target, kinds);
  }
}
