package dev.nightshift.training.curriculum;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file of {@link Difficulties}, which appears whole when it is finished. */
public final class DifficultyWriter implements Closeable {

  private final Path file;
  private final Path temporary;
  private final BufferedWriter lines;

  /** Starts a file. */
  public DifficultyWriter(Path file) throws IOException {
    this.file = file;
    this.temporary = file.resolveSibling(file.getFileName() + ".part");
    this.lines = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8);
  }

  /** Adds the next example. */
  public void add(String key, double difficulty) throws IOException {
    if (!Double.isFinite(difficulty) || key.indexOf('\n') >= 0 || key.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("row '" + key + "' has the difficulty " + difficulty);
    }
    lines.write(difficulty + "\t" + key + "\n");
  }

  /** Makes the file appear. */
  public void finish() throws IOException {
    lines.close();
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    lines.close();
    Files.deleteIfExists(temporary);
  }
}
