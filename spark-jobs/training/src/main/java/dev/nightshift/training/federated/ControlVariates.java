package dev.nightshift.training.federated;

import dev.nightshift.training.federated.server.ServerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The control variates cᵢ of the clients, a file for each client and round in which it took part. A
 * round reads the newest file before it, so a round that is run again finds what it found the first
 * time. A client without a file has zeros.
 */
public final class ControlVariates {

  private static final String SUFFIX = ".f32";

  private final Path root;

  /** The variates in a folder. */
  public ControlVariates(Path root) {
    this.root = root;
  }

  /** The variate of a client before a round. */
  public float[] before(int client, long round, int length) throws IOException {
    OptionalLong newest =
        rounds(client).stream().mapToLong(Long::longValue).filter(r -> r < round).max();
    return newest.isPresent()
        ? ServerState.readVector(file(client, newest.getAsLong()))
        : new float[length];
  }

  /** Keeps the variate of a client after a round. */
  public void write(int client, long round, float[] variate) throws IOException {
    Path file = file(client, round);
    Files.createDirectories(file.getParent());
    // Two attempts at one task may write at once; both write the same.
    Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".part");
    ServerState.write(part, variate);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes what no round after the given one reads. */
  public void removeBefore(long round) throws IOException {
    for (int client : clients()) {
      List<Long> old = rounds(client).stream().filter(r -> r <= round).toList();
      for (long each : old.subList(0, Math.max(0, old.size() - 1))) {
        Files.deleteIfExists(file(client, each));
      }
    }
  }

  /** Removes what later rounds left: an attempt that was killed got farther than its checkpoint. */
  public void removeAfter(long round) throws IOException {
    for (int client : clients()) {
      for (long each : rounds(client)) {
        if (each > round) {
          Files.deleteIfExists(file(client, each));
        }
      }
    }
  }

  private List<Integer> clients() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(folder -> Integer.parseInt(folder.getFileName().toString()))
          .toList();
    }
  }

  private Path file(int client, long round) {
    return root.resolve(Integer.toString(client)).resolve(round + SUFFIX);
  }

  private List<Long> rounds(int client) throws IOException {
    Path folder = root.resolve(Integer.toString(client));
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> Long.parseLong(name.substring(0, name.length() - SUFFIX.length())))
          .sorted(Comparator.naturalOrder())
          .toList();
    }
  }
}
