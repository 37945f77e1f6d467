package dev.nightshift.training.federated.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which examples belong to which client: client k has those from {@code starts[k]} up to {@code
 * starts[k + 1]} in the order of the file, or of a shuffle of it.
 *
 * @param keys the clients' keys, growing
 * @param starts first example of each client, and the number of all
 */
public record ClientTable(List<String> keys, List<Integer> starts) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the examples are divided. */
  public enum Split {
    /** As the keys say. */
    NATURAL,
    /** Dealt at random to clients of the same sizes. */
    IID,
    /** One client has all. */
    CENTRAL
  }

  public ClientTable {
    keys = List.copyOf(keys);
    starts = List.copyOf(starts);
    if (starts.size() != keys.size() + 1) {
      throw new IllegalArgumentException(keys.size() + " clients with " + starts.size() + " ends");
    }
  }

  /** Reads a table. */
  public static ClientTable read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), ClientTable.class);
  }

  /** Writes the table; it appears whole. */
  public void write(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, JSON.writeValueAsBytes(this));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The names of the clients under a division. */
  public List<String> names(Split split) {
    return split == Split.CENTRAL ? List.of("all") : keys;
  }

  /**
   * The examples of each client.
   *
   * @param split how they are divided
   * @param seed decides who gets what of a random division
   */
  public List<int[]> examples(Split split, long seed) {
    int all = starts.get(keys.size());
    int[] order = IntStream.range(0, all).toArray();
    if (split == Split.CENTRAL) {
      return List.of(order);
    }
    if (split == Split.IID) {
      CounterRandom.of(seed, "deal to clients", 0).shuffle(order);
    }
    List<int[]> clients = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      clients.add(IntStream.range(starts.get(k), starts.get(k + 1)).map(i -> order[i]).toArray());
    }
    return clients;
  }
}
