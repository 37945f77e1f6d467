package dev.nightshift.training.spark;

import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.training.state.LiveLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the live log of a segment and shows its last line. */
final class LiveFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveFollower.class);
  private static final long PERIOD_MILLIS = 500;
  private static final int TAIL_BYTES = 1024;

  private final Path file;
  private final Progress.Task progress;
  private final ScheduledExecutorService clock;

  LiveFollower(Path file, Progress.Task progress) {
    this.file = file;
    this.progress = progress;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "training-progress");
              thread.setDaemon(true);
              return thread;
            });
    clock.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      String line = lastLine();
      if (!line.isEmpty()) {
        LiveLog.Line seen = LiveLog.parse(line);
        progress.at(
            seen.step(),
            String.format(
                Locale.ROOT, "loss %.4f, %,.0f tokens/s", seen.loss(), seen.tokensPerSecond()));
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("the live log {} could not be followed", file, e);
    }
  }

  /** The last whole line; a line that is being written has no end yet. */
  private String lastLine() throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, reader.length() - TAIL_BYTES);
      byte[] tail = new byte[(int) (reader.length() - start)];
      reader.seek(start);
      reader.readFully(tail);
      String text = new String(tail, StandardCharsets.UTF_8);
      int end = text.lastIndexOf('\n');
      return end < 0 ? "" : text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    look();
  }
}
