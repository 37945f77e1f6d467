package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.CurveFiles;
import dev.nightshift.eval.report.Report;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Files of a report: each appears under its name when it is whole. */
public final class ReportFiles {

  private ReportFiles() {}

  /**
   * Writes the learning curves as SVG, a file for each metric of each run.
   *
   * @return how many files there are
   * @throws WorkException if one cannot be written
   */
  public static int writeCurves(Report report, Path folder) {
    Map<String, String> files = CurveFiles.of(report);
    files.forEach((name, text) -> write(folder, name, text));
    return files.size();
  }

  static void write(Path folder, String name, String text) {
    Path target = folder.resolve(name);
    Path partial = folder.resolve("." + name + ".partial");
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
          FileChannel.open(
              partial,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new WorkException(
          "the report cannot be written: " + e,
          target.toString(),
          "Check that the folder can be written and the disk has room.",
          e);
    }
  }
}
