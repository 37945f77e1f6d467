package dev.nightshift.training.state;

import dev.nightshift.inference.checkpoint.FolderSwap;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The checkpoints of one training in one folder, named by their step. A checkpoint appears by an
 * atomic rename after all its bytes have reached the disk, so one that is there is whole.
 */
public final class CheckpointStore {

  /** The folder inside a checkpoint that other tools need not know. */
  public static final String TRAINING = "training";

  private static final String REPORT = "segment.json";
  private static final String PREFIX = "step-";
  private static final String INITIAL = "initial";

  private final Path root;

  /** A store in a folder, which is made when the first checkpoint comes. */
  public CheckpointStore(Path root) {
    this.root = root;
  }

  /** How a checkpoint's files come into an empty folder. */
  @FunctionalInterface
  public interface Content {
    /** Writes the files. */
    void writeTo(Path folder) throws IOException;
  }

  /** The folder of a checkpoint, whether it is there or not. */
  public Path folder(long step) {
    return root.resolve(PREFIX + String.format(Locale.ROOT, "%010d", step));
  }

  /** Whether a folder holds the state of a training beside a model. */
  public static boolean hasTraining(Path model) {
    return Files.isDirectory(model.resolve(TRAINING));
  }

  /** The folder of the state that the training starts from; it need not hold training state. */
  public Path initial() {
    return root.resolve(INITIAL);
  }

  /** The folder that the training of a checkpoint started from. */
  public static Path initialOf(Path checkpoint) {
    return checkpoint.resolveSibling(INITIAL);
  }

  /** The folder that a segment starts from. */
  public Path startOf(Segment segment) {
    return segment.number() == 0 ? initial() : folder(segment.from());
  }

  /** Whether the checkpoint of a step is there. */
  public boolean has(long step) {
    return Files.isDirectory(folder(step));
  }

  /** The steps of all checkpoints, growing. */
  public List<Long> steps() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    List<Long> steps = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.toList()) {
        String name = folder.getFileName().toString();
        if (name.matches(PREFIX + "[0-9]{10}")) {
          steps.add(Long.parseLong(name.substring(PREFIX.length())));
        }
      }
    }
    steps.sort(Comparator.naturalOrder());
    return steps;
  }

  /** The newest checkpoint's step, if there is one. */
  public Optional<Long> newest() throws IOException {
    List<Long> steps = steps();
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  /** Writes a checkpoint with the report of the segment that ended in it. */
  public void write(long step, Content content, SegmentReport report) throws IOException {
    writeAtomically(
        folder(step),
        folder -> {
          content.writeTo(folder);
          Path training = Files.createDirectories(folder.resolve(TRAINING));
          report.write(training.resolve(REPORT));
        });
  }

  /** What the segment that ended in a checkpoint measured. */
  public SegmentReport report(long step) throws IOException {
    return SegmentReport.read(folder(step).resolve(TRAINING).resolve(REPORT));
  }

  /** Adds what was measured of a checkpoint after it was written. */
  public void addToReport(long step, Map<String, Double> measured) throws IOException {
    SegmentReport report = report(step);
    List<SegmentReport.Value> values = new ArrayList<>(report.values());
    measured.forEach((name, value) -> values.add(new SegmentReport.Value(step, name, value)));
    Path file = folder(step).resolve(TRAINING).resolve(REPORT);
    Path temporary = file.resolveSibling(REPORT + ".part");
    new SegmentReport(values, report.tokens(), report.seconds(), report.examples())
        .write(temporary);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Keeps what was measured at the end of a segment after its checkpoint has gone. */
  public void archive(Segment segment) throws IOException {
    if (segment.evaluate()) {
      writeAtomically(
          measured(segment.to()), folder -> report(segment.to()).write(folder.resolve(REPORT)));
    }
  }

  /** The report of a segment that was measured and archived. */
  public SegmentReport archived(Segment segment) throws IOException {
    return SegmentReport.read(measured(segment.to()).resolve(REPORT));
  }

  private Path measured(long step) {
    return root.resolve("measured-" + String.format(Locale.ROOT, "%010d", step));
  }

  /** Removes the checkpoints before a step, but for one that is kept. */
  public void removeBefore(long step, OptionalLong kept) throws IOException {
    for (long old : steps()) {
      if (old < step && (kept.isEmpty() || kept.getAsLong() != old)) {
        FolderSwap.delete(folder(old));
      }
    }
  }

  /** Removes all checkpoints. */
  public void removeAll() throws IOException {
    FolderSwap.delete(root);
  }

  /**
   * Makes a folder appear with all its files at once. What was there under its name is replaced.
   */
  public static void writeAtomically(Path target, Content content) throws IOException {
    Path absolute = target.toAbsolutePath();
    Path temporary = absolute.resolveSibling(absolute.getFileName() + ".part");
    FolderSwap.delete(temporary);
    Files.createDirectories(temporary);
    content.writeTo(temporary);
    sync(temporary);
    Path old = absolute.resolveSibling(absolute.getFileName() + ".old");
    FolderSwap.delete(old);
    if (Files.exists(absolute)) {
      Files.move(absolute, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
    FolderSwap.delete(old);
  }

  private static void sync(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
      }
    }
  }
}
